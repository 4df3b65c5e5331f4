// @ts-check
// Runs the example pipeline in the terminal, in a data folder of its own, and says where its report is.
import { buildIfStale } from './build-if-stale.mjs'
import { runScript } from './command.mjs'

const EXAMPLE = 'resources/examples/document-digest/pipeline.yaml'
const DATA_FOLDER = 'out/demo'

process.exitCode = (await buildIfStale()) ? (await runScript('out/main/cli.cjs', ['run', EXAMPLE, '--data', DATA_FOLDER])).code : 1
