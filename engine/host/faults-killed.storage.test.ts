import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { buildProgram, type BuiltProgram } from '../testing/build-program'
import { FaultsClient, type Living } from '../testing/faults/faults-client'
import { bulkyKind } from '../testing/faults/life'
import { prepareScenario } from '../testing/faults/play'
import { FAULT_SCENARIOS } from '../testing/faults/scenarios'
import { startKilled } from '../testing/faults/start-killed'
import { tempFolder } from '../testing/temp-folder'
import { checkInvariants } from '../testing/torture/check-invariants'
import { ledgerKind, readLedger } from '../testing/torture/ledger'
import { workersFrom } from '../testing/torture/serve-options'
import { createEngine } from './create-engine'
import { systemClock } from './system'

/** A few of the points of faults-commits.storage.test.ts with a real process and a real kill -9, to see that both mean the same. */

let program: BuiltProgram
beforeAll(async () => {
  program = await buildProgram('engine/testing/faults/killed-program.ts')
}, 60_000)

const NEVER: Living = { over: false, outlive: (work) => work }

const POINTS = ['a chain with a retry', 'an artifact'].flatMap((name) =>
  [5, 8].flatMap((nth) => (['before', 'after'] as const).map((when) => ({ name, nth, when }))),
)

test.each(POINTS)(
  '$name, killed $when commit $nth, comes to its end',
  async ({ name, nth, when }) => {
    const scenario = FAULT_SCENARIOS.find((each) => each.name === name)
    if (scenario === undefined) throw new Error(`there is no scenario ${name}`)
    const dataFolder = tempFolder()
    const ledgerFile = join(tempFolder(), 'ledger.txt')
    cpSync(await prepareScenario(scenario, tempFolder()), dataFolder, { recursive: true })
    const book = new FaultsClient(scenario.pipelines, systemClock)

    const { living, client, gone } = await startKilled(program.path, [ledgerFile, String(nth), when], dataFolder)
    if (client !== null) await expect(scenario.act(book.actsOn(living, client)).then(() => living.outlive(new Promise(() => undefined)))).rejects.toThrow()
    expect(await gone).toBe('SIGKILL')

    const ledger = ledgerKind(ledgerFile)
    const engine = await createEngine({
      dataFolder,
      version: '0.0.0',
      examplesFolder: null,
      workers: workersFrom(undefined),
      logger: { info() {}, warn() {}, error() {} },
      extraKinds: [ledger.kind, bulkyKind],
    })
    const acts = book.actsOn(NEVER, engine.client)
    await scenario.act(acts)
    for (const { key } of book.submissions) await acts.ended(key)
    await engine.stop()
    ledger.close()
    const { violations } = checkInvariants({
      databaseFile: join(dataFolder, 'signalbox.db'),
      ledger: readLedger(ledgerFile),
      submissions: book.submissions,
      artifacts: join(dataFolder, 'artifacts'),
      mostLost: 1,
    })
    expect(violations).toEqual([])
  },
  60_000,
)
