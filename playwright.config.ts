import { defineConfig } from '@playwright/test'
import type { ShellOption } from './e2e/support/screens-test'

export default defineConfig<ShellOption>({
  testDir: 'e2e',
  outputDir: 'test-results/e2e',
  timeout: 60_000,
  // A busy machine starts windows and engines slowly; what is there at once costs nothing.
  expect: { timeout: 15_000 },
  // Tests wait more than they work: three lanes keep two cores busy.
  workers: 3,
  reporter: [['list'], ['json', { outputFile: 'test-results/e2e.json' }]],
  use: { trace: 'retain-on-failure', screenshot: 'only-on-failure' },
  // A trace takes a quarter of the time of a page in a browser; `--trace on` asks for one.
  // What is in e2e/screens holds in the app's window and in a browser on `signalbox serve` alike.
  projects: [
    // One screen and one clipboard: windows would take the focus from each other.
    { name: 'desktop', testMatch: '**/*.e2e.ts', testIgnore: ['browser/**', 'cli/**', 'gallery/**'], use: { shell: 'desktop' }, workers: 1 },
    { name: 'cli', testMatch: 'cli/**/*.e2e.ts', workers: 1 },
    { name: 'gallery', testMatch: 'gallery/**/*.e2e.ts', use: { trace: 'off' }, workers: 1 },
    { name: 'browser', testMatch: ['browser/**/*.e2e.ts', 'screens/**/*.e2e.ts'], use: { shell: 'browser', trace: 'off' }, workers: 1 },
    // Measurements, asked for by `npm run bench:screens`: a busy machine must not fail a test.
    ...(process.env['SIGNALBOX_BENCH'] === undefined ? [] : [{ name: 'bench', testMatch: '**/*.bench.ts' }]),
  ],
})
