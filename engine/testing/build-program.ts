import { rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { build } from 'vite'

const ROOT = resolve(import.meta.dirname, '../..')

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
      rolldownOptions: { input: join(ROOT, entry), output: { entryFileNames: 'program.mjs', chunkFileNames: 'chunks/[name]-[hash].mjs' } },
    },
  })
  return { path: join(outDir, 'program.mjs'), remove: () => rm(outDir, { recursive: true, force: true }) }
}
