import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.e2e.ts',
  outputDir: 'test-results/e2e',
  timeout: 60_000,
  // A busy machine starts windows and engines slowly; what is there at once costs nothing.
  expect: { timeout: 15_000 },
  // One screen and one clipboard: windows would take the focus from each other.
  workers: 1,
  reporter: [['list'], ['json', { outputFile: 'test-results/e2e.json' }]],
  use: { trace: 'retain-on-failure' },
})
