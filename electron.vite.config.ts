import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

const at = (path: string) => resolve(import.meta.dirname, path)

/** The programs of the Node side. Each becomes out/main/<name>.cjs; what they share lands in out/main/chunks. */
const PROGRAMS = {
  index: 'main/index.ts',
  engine: 'main/engine/child.ts',
  cli: 'engine/cli/index.ts',
  'command-line-thread': 'main/command-line-thread.ts',
  'script-worker': 'engine/connectors/script/script-worker.ts',
  'document-worker': 'engine/connectors/documents/document-worker.ts',
  'storage-worker': 'engine/storage/soundness/storage-worker.ts',
  'write-worker': 'engine/storage/writing/write-worker.ts',
}

const programs = Object.fromEntries(Object.entries(PROGRAMS).map(([name, path]) => [name, at(path)]))

// Native code cannot be bundled; everything else is, so that an installed app carries one dependency instead of hundreds.
const external = ['better-sqlite3']

// One build for every runtime it meets: Node 18 and Chrome 114 are the floor (the runtime that desktop tests fall back to).
export default defineConfig({
  main: {
    build: {
      outDir: at('out/main'),
      target: 'node18',
      externalizeDeps: false,
      rolldownOptions: {
        external,
        input: programs,
        output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: 'chunks/[name]-[hash].cjs' },
      },
    },
  },
  preload: {
    build: {
      outDir: at('out/preload'),
      target: 'node18',
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: at('preload/index.ts') },
        // A sandboxed preload must be one CommonJS file.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('renderer'),
    plugins: [react()],
    build: {
      outDir: at('out/renderer'),
      target: 'chrome114',
      minify: true,
      // Files of their own rather than data: addresses, which the content security policy refuses for fonts.
      assetsInlineLimit: 0,
      // What pages share is small, and by itself would be twenty files: each costs a start more than it spares.
      cssCodeSplit: false,
      rolldownOptions: {
        input: { index: at('renderer/index.html') },
        output: {
          codeSplitting: {
            includeDependenciesRecursively: false,
            groups: [{ name: 'shared', test: /[\\/](?:renderer|lucide-react)[\\/]/, minShareCount: 2, maxModuleSize: 20_000 }],
          },
        },
      },
    },
  },
})
