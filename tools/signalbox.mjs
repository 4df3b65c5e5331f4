// @ts-check
// The command line, built when it has not been.
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { buildIfStale } from './build-if-stale.mjs'
import { callersFolder } from './callers-folder.mjs'
import { ROOT } from './command.mjs'

const program = join(ROOT, 'out/main/cli.cjs')

if (existsSync(program) || (await buildIfStale())) {
  process.chdir(callersFolder(process.env) ?? '.')
  process.argv[1] = program
  createRequire(import.meta.url)(program)
} else process.exitCode = 1
