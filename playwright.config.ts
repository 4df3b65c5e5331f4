import { defineConfig } from '@playwright/test'
import type { ShellOption } from './e2e/support/screens-test'

export default defineConfig<ShellOption>({
  testDir: 'e2e',
  outputDir: 'test-results/e2e',
  timeout: 60_000,
  // A busy machine starts windows and engines slowly; what is there at once costs nothing.
  expect: { timeout: 15_000 },
  // One screen and one clipboard: windows would take the focus from each other.
  workers: 1,
  reporter: [['list'], ['json', { outputFile: 'test-results/e2e.json' }]],
  use: { trace: 'retain-on-failure' },
  // What is in e2e/screens holds in the app's window and in a browser on `signalbox serve` alike.
  projects: [
    { name: 'desktop', testMatch: '**/*.e2e.ts', testIgnore: 'browser/**', use: { shell: 'desktop' } },
    { name: 'browser', testMatch: ['browser/**/*.e2e.ts', 'screens/**/*.e2e.ts'], use: { shell: 'browser' } },
    // Measurements, asked for by `npm run bench:screens`: a busy machine must not fail a test.
    ...(process.env['SIGNALBOX_BENCH'] === undefined ? [] : [{ name: 'bench', testMatch: '**/*.bench.ts' }]),
  ],
})
