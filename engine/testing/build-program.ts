import { rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { build } from 'vite'
import { COMPILED_THREADS } from './compiled-threads'

const ROOT = resolve(import.meta.dirname, '../..')

/**
 * Starts the program, and keeps what Node made of it for its next process: tests start it a hundred times, and reading it anew
 * would be a quarter of each start. Those that are killed would never come to keep it, so it is kept as soon as the program is up.
 * What its threads are made of lies in the sources, the same for all programs, and is kept for all.
 */
const LAUNCHER = `import { enableCompileCache, flushCompileCache } from 'node:module'
enableCompileCache(import.meta.dirname + '/compiled')
process.env.NODE_COMPILE_CACHE = ${JSON.stringify(COMPILED_THREADS)}
await import('./main.mjs')
flushCompileCache()
`

export interface BuiltProgram {
  /** Node runs it as it is. */
  readonly path: string
  remove(): Promise<void>
}

/** Bundles a TypeScript program (path from the project's root) as the app is bundled, for tests that need processes of their own. */
export async function buildProgram(entry: string): Promise<BuiltProgram> {
  // Inside the project: native packages are found from there.
  const outDir = join(ROOT, 'node_modules/.cache/test-programs', `${process.pid}-${Date.now()}`)
  await build({
    configFile: false,
    root: ROOT,
    logLevel: 'warn',
    ssr: { noExternal: true, external: ['better-sqlite3'] },
    build: {
      ssr: true,
      target: 'node24',
      outDir,
      rolldownOptions: { input: join(ROOT, entry), output: { entryFileNames: 'main.mjs', chunkFileNames: 'chunks/[name]-[hash].mjs' } },
    },
  })
  const path = join(outDir, 'program.mjs')
  await writeFile(path, LAUNCHER)
  return { path, remove: () => rm(outDir, { recursive: true, force: true }) }
}
