// @ts-check
// npm run generate: writes the files that are made from code. A test compares each of them with the code.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { runnerImport } from 'vite'
import { ROOT } from './command.mjs'

/** @type {{ module: typeof import('./generated-files.ts') }} */
const { module } = await runnerImport(join(ROOT, 'tools/generated-files.ts'), { configFile: false, root: ROOT, logLevel: 'warn' })
for (const { path, text } of module.GENERATED_FILES) {
  const file = join(ROOT, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, await text())
  console.log(`wrote ${path}`)
}
