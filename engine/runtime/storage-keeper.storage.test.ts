import { expect, test } from 'vitest'
import type { CheckReport, PlaceFacts } from '../ports/storage-work'
import { openStores } from '../testing/open-stores'
import { StorageKeeper } from './storage-keeper'

const facts: PlaceFacts = { databaseBytes: 1, logBytes: 0, freeBytes: 0, canReclaim: true, diskFreeBytes: null, placeWarning: null, suggestedBackup: '' }
const report: CheckReport = { findings: [], further: 0, databaseBytes: 1, artifacts: 0, artifactBytes: 0 }
const nothing = () => undefined
const never = () => Promise.reject(new Error('nobody asks for it'))

test('a check that ends while its status is read is not told as done beside a record from before', async () => {
  const { read, unitOfWork } = await openStores()
  let end: () => void = nothing
  const ended = new Promise<void>((resolve) => (end = resolve))
  const keeper = new StorageKeeper({
    work: { check: () => Promise.resolve(report), backup: never, checkpoint: never },
    place: { facts: () => ended.then(() => facts), backupAt: never },
    read,
    unitOfWork,
    bus: { publish: nothing, subscribe: () => nothing },
    clock: { now: () => 1, callAt: () => nothing },
    logger: { info: () => end(), warn: nothing, error: nothing },
    keepArtifacts: () => nothing,
    checked: nothing,
  })
  keeper.check()
  expect((await keeper.status()).job).toMatchObject({ state: 'running' })
  expect(await keeper.status()).toMatchObject({ job: { state: 'done' }, lastCheck: report })
})
