import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { COMPILED_THREADS } from './engine/testing/compiled-threads.ts'
import { LongFilesFirst } from './tools/long-files-first.ts'

const anywhere = ['engine', 'main', 'preload', 'renderer', 'tools', 'bench'].map((folder) => `${folder}/**/*.test.{ts,tsx}`)
const realDatabases = 'engine/**/*.storage.test.ts'
const core = 'engine/core/**/*.test.ts'
/** Twenty thousand lives of runs: what they happen to cover proves nothing that a test says. */
const simulation = 'engine/core/runs/random-runs.test.ts'

export default defineConfig({
  test: {
    environment: 'node',
    globalSetup: ['engine/testing/programs-folder.ts'],
    // Of threads that tests start.
    env: { NODE_COMPILE_CACHE: COMPILED_THREADS },
    testTimeout: 30_000,
    // Tests wait for processes, disks and limits more than half of their time.
    maxWorkers: availableParallelism() + 2,
    sequence: { sequencer: LongFilesFirst },
    coverage: {
      provider: 'v8',
      include: ['engine/core/**/*.ts'],
      // Files of types alone run nothing, so there is nothing of them to cover.
      exclude: ['**/*.test.ts', 'engine/core/{flow/facts,pipelines/kind-rules,runs/decisions}.ts'],
      thresholds: { 100: true },
      reporter: ['text', 'html'],
    },
    projects: [
      // A new process and all modules anew for each file would cost more than what most of them test.
      { extends: true, test: { name: 'core', include: [core], exclude: [simulation], isolate: false } },
      {
        extends: true,
        test: {
          name: 'unit',
          include: [...anywhere, simulation],
          exclude: ['**/node_modules/**', realDatabases, `engine/core/!(runs)/**`, `engine/core/runs/!(random-runs).test.ts`],
          isolate: false,
        },
      },
      { extends: true, test: { name: 'storage', include: [realDatabases], isolate: false } },
    ],
  },
})
