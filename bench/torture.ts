import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import * as z from 'zod'
import { checkInvariants } from '../engine/testing/torture/check-invariants'
import { readLedger } from '../engine/testing/torture/ledger'
import { dataFolder, ledgerFile, serve } from '../engine/testing/torture/serve'
import type { Workload } from '../engine/testing/torture/pipelines'
import { torture } from '../engine/testing/torture/torture'
import { toMarkdown } from './torture-report'

const workloadName = z.enum(['mixed', 'relay'] satisfies Workload[])

/**
 * npm run torture [-- --kills 100 --seed 1 --runs 1000 --workload relay --folder DIR]: kills the engine with SIGKILL
 * again and again while runs are submitted, lets it finish, and compares what clients were told, what the outside world
 * saw and what the database says. Runs are of every shape, or four steps each that pass a number on (`relay`). Prints a report in Markdown; exit code 1 when anything is not as it must be.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      kills: { type: 'string', default: '100' },
      seed: { type: 'string', default: '1' },
      runs: { type: 'string' },
      workload: { type: 'string', default: 'mixed' },
      folder: { type: 'string' },
    },
  })
  const workload = workloadName.parse(values.workload)
  const kills = Number(values.kills)
  const options = { kills, workload, seed: Number(values.seed), runs: Number(values.runs ?? Math.max(50, kills * 10)) }
  const folder = values.folder ?? (await mkdtemp(join(tmpdir(), 'signalbox-torture-')))
  const program = [process.argv[1] ?? '', 'serve']
  const tortured = await torture({
    ...options,
    program,
    folder,
    onProgress: process.stderr.isTTY
      ? (done) => process.stderr.write(`\r${done.kills} of ${kills} kills, ${done.ended} of ${options.runs} runs ended `)
      : undefined,
  })
  if (process.stderr.isTTY) process.stderr.write('\n')
  const found = checkInvariants({
    databaseFile: join(dataFolder(folder), 'signalbox.db'),
    ledger: readLedger(ledgerFile(folder)),
    submissions: tortured.submissions,
  })
  process.stdout.write(toMarkdown({ ...options, tortured, found, calls: readLedger(ledgerFile(folder)).length }))
  const wrong = found.violations.length + tortured.complaints.length
  if (wrong > 0) process.stderr.write(`The evidence is in ${folder}\n`)
  else if (values.folder === undefined) await rm(folder, { recursive: true, force: true })
  return wrong === 0 ? 0 : 1
}

const [, , role, folder] = process.argv
if (role === 'serve' && folder !== undefined) await serve(folder)
else process.exitCode = await main()
