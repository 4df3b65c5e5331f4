import { mkdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { serve } from '../engine/testing/torture/serve'
import { optionsFrom } from '../engine/testing/torture/serve-options'
import { PARTS } from './torture/parts'
import { runProgramme } from './torture/programme'
import { toMarkdown } from './torture/report'

/**
 * npm run torture [-- --only kills,soak --minutes 5 --seed 1 --folder DIR]: does everything to the engine that may happen to it, for
 * an hour in all, and compares what clients were told, what the outside world saw and what the database says. Prints a report in
 * Markdown; exit code 1 when anything is not as it must be. What was cut off is gone on with by the same command and folder.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { only: { type: 'string' }, minutes: { type: 'string' }, seed: { type: 'string', default: '1' }, folder: { type: 'string' } },
  })
  const names = values.only?.split(',')
  const unknown = names?.filter((name) => !PARTS.some((part) => part.name === name)) ?? []
  if (unknown.length > 0) {
    process.stderr.write(`There is no part ${unknown.join(', ')}; there are ${PARTS.map(({ name }) => name).join(', ')}.\n`)
    return 1
  }
  const parts = PARTS.filter(({ name }) => names === undefined || names.includes(name))
  const folder = values.folder === undefined ? await mkdtemp(join(tmpdir(), 'signalbox-torture-')) : resolve(values.folder)
  mkdirSync(folder, { recursive: true })
  const state = await runProgramme(parts, {
    program: [...process.execArgv, process.argv[1] ?? '', 'serve'],
    folder,
    sources: process.cwd(),
    seed: Number(values.seed),
    minutes: values.minutes === undefined ? undefined : Number(values.minutes),
    progress: (text) => {
      if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`)
    },
  })
  if (process.stderr.isTTY) process.stderr.write('\n')
  process.stdout.write(toMarkdown(state, parts))
  const isWell = state.parts.every(({ findings }) => findings.length === 0)
  if (!isWell) process.stderr.write(`The evidence is in ${folder}\n`)
  else if (values.folder === undefined) await rm(folder, { recursive: true, force: true })
  return isWell ? 0 : 1
}

const [, , role, folder, options] = process.argv
if (role === 'serve' && folder !== undefined) await serve(folder, optionsFrom(options))
else process.exitCode = await main()
