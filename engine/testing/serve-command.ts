import { join, resolve } from 'node:path'
import { runCli } from '../cli/run-cli'
import { workersFrom } from './torture/serve-options'

// `signalbox` as a program, with the threads of this project's sources: node program.cjs PAGE_FOLDER serve --port 0 --data …
const [pageFolder = '', ...argv] = process.argv.slice(2)
export const running = runCli(argv, {
  version: '0.0.0',
  workers: workersFrom(resolve('.')),
  dataFolder: join(pageFolder, 'unused'),
  pageFolder,
  examplesFolder: null,
}).then((code) => (process.exitCode = code))
