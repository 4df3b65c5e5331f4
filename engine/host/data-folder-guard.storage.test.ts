import { mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../storage/open-database'
import { tempFolder } from '../testing/temp-folder'
import { DataFolderGuard } from './data-folder-guard'
import { systemClock } from './system'

async function guarded() {
  const folder = join(tempFolder(), 'data')
  mkdirSync(join(folder, 'artifacts'), { recursive: true })
  const database = await openDatabase({ file: join(folder, 'signalbox.db') })
  onTestFinished(() => database.close())
  const guard = new DataFolderGuard(folder, systemClock)
  const told: string[] = []
  const stop = guard.watch({ lost: ({ code, message }) => told.push(`${code}: ${message}`), back: () => told.push('back') })
  onTestFinished(stop)
  const unitOfWork = guard.protect(database.unitOfWork)
  const write = () => unitOfWork.run(async (tx) => tx.runs.nextNumber())
  return { folder, told, write, number: () => write().catch((thrown: unknown) => (thrown instanceof Error && 'code' in thrown ? thrown.code : thrown)) }
}

test('a folder that stays is written to', async () => {
  const { write, told } = await guarded()
  expect([await write(), await write()]).toEqual([1, 2])
  expect(told).toEqual([])
})

test.each<[string, (folder: string) => void]>([
  ['was removed', (folder) => rmSync(folder, { recursive: true })],
  ['was moved away', (folder) => renameSync(folder, `${folder} elsewhere`)],
  ['lost its artifacts', (folder) => renameSync(join(folder, 'artifacts'), join(folder, 'other'))],
  [
    'was exchanged for another',
    (folder) => {
      renameSync(folder, `${folder} elsewhere`)
      mkdirSync(join(folder, 'artifacts'), { recursive: true })
    },
  ],
])('nothing is confirmed any more once the folder %s, and it is told', async (_what, harm) => {
  const { folder, number, told } = await guarded()
  harm(folder)
  await expect.poll(number).toBe('storage_failed')
  await expect.poll(() => told[0], { timeout: 5000 }).toMatch(/^storage_failed: .*was removed or exchanged.*Put the folder .* back as it was/)
})

test('work goes on when the folder is back', async () => {
  const { folder, number, told } = await guarded()
  expect(await number()).toBe(1)
  renameSync(folder, `${folder} elsewhere`)
  await expect.poll(number).toBe('storage_failed')
  await expect.poll(() => told.length, { timeout: 5000 }).toBeGreaterThan(0)
  renameSync(`${folder} elsewhere`, folder)
  await expect.poll(number).toBeTypeOf('number')
  await expect.poll(() => told.at(-1), { timeout: 5000 }).toBe('back')
})
