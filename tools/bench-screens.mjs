// @ts-check
// Measures the screens in a real browser and a real window: how lists scroll, how soon the window is of use.
import { buildIfStale } from './build-if-stale.mjs'
import { runE2e } from './e2e.mjs'

process.env.SIGNALBOX_BENCH = '1'
process.exitCode = (await buildIfStale()) ? await runE2e(['--project=bench', ...process.argv.slice(2)]) : 1
