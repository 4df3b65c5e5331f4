import { existsSync } from 'node:fs'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { build } from 'vite'
import { COMPILED_THREADS } from './compiled-threads'
import { programsFolder } from './programs-folder'

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
}

const built = new Map<string, Promise<BuiltProgram>>()

/** Bundles a TypeScript program (path from the project's root) as the app is bundled, for tests that need processes of their own. */
export function buildProgram(entry: string): Promise<BuiltProgram> {
  const known = built.get(entry) ?? buildOnce(entry)
  built.set(entry, known)
  return known
}

/** All test files of a run share what the first of them built. */
async function buildOnce(entry: string): Promise<BuiltProgram> {
  const outDir = join(programsFolder(), entry.replaceAll(/[^a-z]+/g, '-'))
  const path = join(outDir, 'program.mjs')
  if (await isFirst(outDir)) {
    await bundle(entry, outDir)
    await writeFile(`${path}.new`, LAUNCHER)
    await rename(`${path}.new`, path)
  }
  for (let waited = 0; !existsSync(path); waited += LOOK_MS) {
    if (waited > PATIENCE_MS) throw new Error(`${entry} was not built by the test file that began with it`)
    await sleep(LOOK_MS)
  }
  return { path }
}

const LOOK_MS = 20
const PATIENCE_MS = 50_000

const isFirst = (folder: string): Promise<boolean> =>
  mkdir(folder).then(
    () => true,
    (thrown: unknown) => {
      if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST') return false
      throw thrown
    },
  )

const bundle = (entry: string, outDir: string) =>
  build({
    configFile: false,
    root: ROOT,
    logLevel: 'warn',
    ssr: { noExternal: true, external: ['better-sqlite3'] },
    build: {
      ssr: true,
      target: 'node24',
      outDir,
      emptyOutDir: false,
      rolldownOptions: { input: join(ROOT, entry), output: { entryFileNames: 'main.mjs', chunkFileNames: 'chunks/[name]-[hash].mjs' } },
    },
  })
