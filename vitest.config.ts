import { defineConfig } from 'vitest/config'

const anywhere = ['engine', 'main', 'preload', 'renderer', 'tools', 'bench'].map((folder) => `${folder}/**/*.test.{ts,tsx}`)
const realDatabases = 'engine/**/*.storage.test.ts'

export default defineConfig({
  test: {
    environment: 'node',
    coverage: {
      provider: 'v8',
      include: ['engine/core/**/*.ts'],
      exclude: ['**/*.test.ts'],
      reporter: ['text', 'html'],
    },
    projects: [
      { extends: true, test: { name: 'unit', include: anywhere, exclude: [realDatabases], testTimeout: 30_000 } },
      { extends: true, test: { name: 'storage', include: [realDatabases], testTimeout: 30_000 } },
    ],
  },
})
