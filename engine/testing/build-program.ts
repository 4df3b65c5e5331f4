import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
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
const launcher = (program: string) => `const { enableCompileCache, flushCompileCache } = require('node:module')
enableCompileCache(__dirname + '/compiled')
process.env.NODE_COMPILE_CACHE = ${JSON.stringify(COMPILED_THREADS)}
// Not the function itself: what the program came to would be its argument.
void require(${JSON.stringify(program)}).running.then(() => flushCompileCache())
`

export interface BuiltProgram {
  /** Node runs it as it is. */
  readonly path: string
}

/** Bundled at once: most of each is the engine, and so the same. */
const PROGRAMS = ['engine/testing/faults/killed-program.ts', 'engine/testing/killed-engine/program.ts', 'engine/testing/serve-command.ts', 'engine/testing/torture/serve-program.ts'] as const
type TestProgram = (typeof PROGRAMS)[number]

let built: Promise<string> | null = null

/** Bundles the TypeScript programs (paths from the project's root) as the app is bundled, for tests that need processes of their own. */
export async function buildProgram(entry: TestProgram): Promise<BuiltProgram> {
  built ??= buildOnce()
  return { path: join(await built, launcherOf(entry)) }
}

const nameOf = (entry: TestProgram): string => entry.slice(0, -'.ts'.length).replaceAll('/', '-')
const launcherOf = (entry: TestProgram): string => `start-${nameOf(entry)}.cjs`

/** All test files of a run share what the first of them built; gives the folder. */
async function buildOnce(): Promise<string> {
  const outDir = join(programsFolder(), 'built')
  const sign = join(outDir, 'complete')
  if (await isFirst(outDir)) {
    await bundle(outDir)
    for (const entry of PROGRAMS) await writeFile(join(outDir, launcherOf(entry)), launcher(`./${nameOf(entry)}.cjs`))
    await writeFile(sign, '')
  }
  for (let waited = 0; !existsSync(sign); waited += LOOK_MS) {
    if (waited > PATIENCE_MS) throw new Error('the programs were not built by the test file that began with it')
    await sleep(LOOK_MS)
  }
  return outDir
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

const bundle = (outDir: string) =>
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
      rolldownOptions: {
        input: Object.fromEntries(PROGRAMS.map((entry) => [nameOf(entry), join(ROOT, entry)])),
        // What is read anew at each start is short, and its names are those of the sources: they stand in what tests read.
        output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: 'chunks/[name]-[hash].cjs', minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } } },
      },
    },
  })
