import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { tempFolder } from '../testing/temp-folder'
import { doubtfulKind, placeWarning } from './file-system-kind'

describe('the kind of a file system', () => {
  test.each([
    [0x6969, 'a network share (NFS)'],
    [0xff534d42, 'a network share (CIFS)'],
    // As a system with signed numbers tells it.
    [0xff534d42 | 0, 'a network share (CIFS)'],
    [0x65735546, 'a file system of a program (FUSE)'],
    [0x01021997, 'a folder of another system (9P)'],
  ])('%d is doubtful: %s', (type, words) => expect(doubtfulKind(type)).toBe(words))

  test.each([
    ['ext4', 0xef53],
    ['XFS', 0x58465342],
    ['Btrfs', 0x9123683e],
    ['tmpfs', 0x01021994],
    ['overlay', 0x794c7630],
    ['one that nobody knows', 1],
  ])('of %s is not', (_name, type) => expect(doubtfulKind(type)).toBeNull())

  test('of a local folder, or of one that cannot be asked, warns of nothing', async () => {
    const folder = join(tempFolder(), 'data')
    mkdirSync(folder)
    expect(await placeWarning(folder)).toBeNull()
    expect(await placeWarning(join(folder, 'not there'))).toBeNull()
    expect(await placeWarning(folder, 'darwin')).toBeNull()
  })
})
