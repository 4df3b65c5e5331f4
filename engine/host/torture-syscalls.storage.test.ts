import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { buildProgram, type BuiltProgram } from '../testing/build-program'
import { rigFolder } from '../testing/faults/rig-folder'
import { noFailingCalls } from '../testing/soundness/failing-calls'
import { checkInvariants } from '../testing/torture/check-invariants'
import { diesAtCalls, type DiskCalls } from '../testing/torture/dies-at-calls'
import { readLedger } from '../testing/torture/ledger'
import { databaseFile, dataFolder, ledgerFile } from '../testing/torture/serve'
import { torture } from '../testing/torture/torture'

/** Killed inside a commit, a checkpoint, an update of the schema: at the nth write or flush of the database. `npm run torture -- --only syscalls` does it 2,000 times. */

const unable = noFailingCalls()
const DEATHS = 60
/** Some lives have fewer calls than they were to die at: they come to their end. `inCheckpoint`: what they die at is one's. */
const LIVES: readonly { readonly calls: DiskCalls; readonly lives: number; readonly step: number; readonly inCheckpoint?: true }[] = [
  { calls: 'pwrite64', lives: 40, step: 17 },
  { calls: 'fsync,fdatasync', lives: 22, step: 2 },
  { calls: 'pwrite64', lives: 6, step: 9, inCheckpoint: true },
]

describe.skipIf(unable !== null)(`an engine that dies at a call to the disk${unable === null ? '' : ` (${unable})`}`, () => {
  let program: BuiltProgram
  beforeAll(async () => {
    program = await buildProgram('engine/testing/torture/serve-program.ts')
  }, 60_000)

  test(`${DEATHS} times: nothing is lost, nothing is recorded twice, the database is sound`, async () => {
    let deaths = 0
    let inCheckpoints = 0
    const found = await Promise.all(
      LIVES.map(async ({ calls, lives, step, inCheckpoint }) => {
        const folder = rigFolder()
        const tortured = await torture({
          program: [program.path],
          folder,
          seed: 20_260_103,
          kills: lives,
          runs: lives,
          lives: diesAtCalls({
            calls,
            ...(inCheckpoint && { file: databaseFile(folder) }),
            from: 1,
            step,
            lived(_nth, died) {
              deaths += died ? 1 : 0
              inCheckpoints += died && inCheckpoint ? 1 : 0
            },
          }),
        })
        const { violations } = checkInvariants({
          databaseFile: databaseFile(folder),
          ledger: readLedger(ledgerFile(folder)),
          submissions: tortured.submissions,
          artifacts: join(dataFolder(folder), 'artifacts'),
        })
        return [...tortured.complaints, ...violations]
      }),
    )
    expect(found.flat()).toEqual([])
    expect(deaths).toBeGreaterThanOrEqual(DEATHS)
    expect(inCheckpoints).toBeGreaterThanOrEqual(4)
  }, 180_000)
})
