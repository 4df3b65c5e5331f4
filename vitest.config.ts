import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { COMPILED_THREADS } from './engine/testing/compiled-threads.ts'
import { LongFilesFirst } from './tools/long-files-first.ts'

const besideCore = ['engine/!(core)', 'main', 'preload', 'renderer', 'tools', 'bench'].map((folder) => `${folder}/**/*.test.{ts,tsx}`)
const realDatabases = 'engine/**/*.storage.test.ts'
const core = 'engine/core/**/*.test.ts'
/** Twenty thousand lives of runs, any text at all, what evaluates as much as is allowed: what they cover says nothing, and to count it takes thrice as long. */
const WITHOUT_COVERAGE = [
  'engine/core/runs/random-runs.test.ts',
  'engine/core/pipelines/{any-text,expression-bounds}.test.ts',
  'engine/core/imports/{import-properties,hostile-text}.test.ts',
]

export default defineConfig({
  test: {
    environment: 'node',
    globalSetup: ['engine/testing/programs-folder.ts'],
    // Of threads that tests start.
    env: { NODE_COMPILE_CACHE: COMPILED_THREADS },
    testTimeout: 30_000,
    // A busy machine comes to it late; what is so at once costs nothing.
    expect: { poll: { timeout: 15_000 } },
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
      { extends: true, test: { name: 'core', include: [core], exclude: [...WITHOUT_COVERAGE, realDatabases], isolate: false } },
      { extends: true, test: { name: 'unit', include: [...besideCore, ...WITHOUT_COVERAGE], exclude: ['**/node_modules/**', realDatabases], isolate: false } },
      { extends: true, test: { name: 'storage', include: [realDatabases], isolate: false } },
    ],
  },
})
