import { rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { openStores } from '../testing/open-stores'
import { tempFolder } from '../testing/temp-folder'
import { markedNumber, markNumber } from './number-mark'
import { openDatabase, type OpenDatabase } from './open-database'

const give = async ({ unitOfWork }: Pick<OpenDatabase, 'unitOfWork'>, count: number): Promise<number> => {
  let last = 0
  for (let run = 0; run < count; run++) last = await unitOfWork.run((tx) => tx.runs.nextNumber())
  return last
}

test('the numbers of runs are marked before they are given', async () => {
  const stores = await openStores()
  expect(markedNumber(stores.file)).toBe(0)
  for (let run = 1; run <= 200; run++) {
    await give(stores, 1)
    expect(markedNumber(stores.file)).toBeGreaterThanOrEqual(run)
  }
  expect(markedNumber(stores.file)).toBeLessThan(500)
})

test('a database that may have lost runs counts on from the mark, any other from its last', async () => {
  const stores = await openStores()
  expect(await give(stores, 3)).toBe(3)
  await stores.close()
  for (const [hasLostRuns, expected] of [[false, 4], [true, 41]] as const) {
    markNumber(stores.file, 40)
    const again = await openDatabase({ file: stores.file, hasLostRuns })
    expect(await give(again, 1)).toBe(expected)
    await again.close()
  }
})

test('a mark that cannot be read or written keeps nobody from counting', async () => {
  const folder = tempFolder()
  const path = join(folder, 'run-numbers.json')
  writeFileSync(path, '{')
  const file = join(folder, 'signalbox.db')
  const opened = await openDatabase({ file, hasLostRuns: true })
  expect(await give(opened, 1)).toBe(1)
  await opened.close()
  rmSync(path)
  markNumber(join(dirname(file), 'not there', 'signalbox.db'), 7)
  expect(markedNumber(file)).toBe(0)
})
