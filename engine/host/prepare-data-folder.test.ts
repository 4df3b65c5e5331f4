import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempFolder } from '../testing/temp-folder'
import { prepareDataFolder } from './data-folder'

test('many may look at a data folder at the same moment, also while it is made, and leave nothing in it', async () => {
  const folder = join(tempFolder(), 'new', 'data')
  const paths = await Promise.all(Array.from({ length: 50 }, () => prepareDataFolder(folder)))
  expect(new Set(paths).size).toBe(1)
  expect(readdirSync(folder)).toEqual([])
})
