import { defineConfig } from '@playwright/test'
import type { ShellOption } from './e2e/support/screens-test'

/** What holds in the app's window and in a browser on `signalbox serve` alike. */
const SCREENS = 'screens/**/*.e2e.ts'
/** Of what the engine does and the page shows, whichever way that comes: tried in the one, which is quicker, or in the other, where people do it. */
const NO_MATTER_OF_WINDOWS = ['screens/research-brief-faults.e2e.ts', 'screens/approvals.e2e.ts', 'screens/rerun.e2e.ts']
const NO_MATTER_OF_BROWSERS = ['screens/research-brief.e2e.ts', 'screens/storage.e2e.ts']
const COMMAND_LINE = ['cli/**/*.e2e.ts', 'digest/**/*.e2e.ts']
/** Two runs at the same time have results of their own. */
const RESULTS = `test-results/${process.env['SIGNALBOX_STAGE'] ?? 'e2e'}`
/** Then windows can have a screen of their own; a person's is one for all. */
const virtual = process.env['SIGNALBOX_SCREENS'] === 'virtual'

export default defineConfig<object, ShellOption>({
  testDir: 'e2e',
  outputDir: RESULTS,
  timeout: 60_000,
  // A busy machine starts windows and engines slowly; what is there at once costs nothing.
  expect: { timeout: 15_000 },
  // Tests wait more than they work: three lanes keep two cores busy.
  workers: 3,
  reporter: [['list'], ['json', { outputFile: `${RESULTS}.json` }]],
  // A trace takes a quarter of the time of a page; `--trace on` asks for one.
  use: { trace: 'off', screenshot: 'only-on-failure' },
  // The longest lanes first. Where there is one screen and one clipboard, windows would take the focus from each other.
  projects: [
    {
      name: 'desktop',
      testMatch: ['desktop/**/*.e2e.ts', 'packaged/**/*.e2e.ts', ...(virtual ? [] : [SCREENS])],
      testIgnore: NO_MATTER_OF_WINDOWS,
      use: { shell: 'desktop' },
      workers: 1,
    },
    { name: 'gallery', testMatch: 'gallery/**/*.e2e.ts', workers: 1 },
    { name: 'browser', testMatch: ['browser/**/*.e2e.ts', SCREENS], testIgnore: NO_MATTER_OF_BROWSERS, use: { shell: 'browser' }, workers: 1 },
    ...(virtual ? [{ name: 'windows', testMatch: SCREENS, testIgnore: NO_MATTER_OF_WINDOWS, use: { shell: 'desktop' as const }, workers: 1 }] : []),
    { name: 'cli', testMatch: COMMAND_LINE, workers: 1 },
    // Measurements, asked for by `npm run bench:screens`: a busy machine must not fail a test.
    ...(process.env['SIGNALBOX_BENCH'] === undefined ? [] : [{ name: 'bench', testMatch: '**/*.bench.ts' }]),
  ],
})
