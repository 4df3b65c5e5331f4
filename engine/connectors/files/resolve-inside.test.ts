import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StepFolders } from '../../ports/step-kind'
import { isInside, resolveInside, resolveNewInside } from './resolve-inside'

let root = ''
let folders: StepFolders = { pipeline: '', run: '', allowed: [] }

beforeAll(async () => {
  const base = await realpath(await mkdtemp(join(tmpdir(), 'signalbox-paths-')))
  root = join(base, 'pipeline')
  for (const folder of ['pipeline/sub', 'run', 'elsewhere', 'pipeline-two']) await mkdir(join(base, folder), { recursive: true })
  await writeFile(join(base, 'elsewhere', 'secret.txt'), 'secret')
  await writeFile(join(root, 'notes.txt'), 'notes')
  await symlink('../elsewhere', join(root, 'way-out'))
  await symlink('../elsewhere/secret.txt', join(root, 'secret-link'))
  await symlink('sub', join(root, 'inner-link'))
  await symlink('../elsewhere/new.txt', join(root, 'dangling'))
  await symlink('loop', join(root, 'loop'))
  folders = { pipeline: root, run: join(base, 'run'), allowed: [root, join(base, 'run')] }
})

afterAll(() => rm(join(root, '..'), { recursive: true, force: true }))

describe('a path', () => {
  it.each([
    ['notes.txt', 'notes.txt'],
    ['./sub/../notes.txt', 'notes.txt'],
    ['.', ''],
    ['sub/new/deep.txt', 'sub/new/deep.txt'],
    ['inner-link/x.txt', 'sub/x.txt'],
    ['..dots.txt', '..dots.txt'],
    ['a:b.txt', 'a:b.txt'],
  ])('inside is found: %s', async (path, expected) => {
    expect(await resolveInside(path, folders)).toBe(join(root, expected))
  })

  it('may be absolute when it lies in an allowed folder', async () => {
    expect(await resolveInside(join(folders.run, 'report.md'), folders)).toBe(join(folders.run, 'report.md'))
  })

  it.each([
    '',
    'a\0b',
    '..',
    '../elsewhere/secret.txt',
    'sub/../../elsewhere/secret.txt',
    '../pipeline-two/x',
    '/etc/passwd',
    '//etc/passwd',
    'way-out/secret.txt',
    'way-out',
    'inner-link/../../elsewhere/secret.txt',
    'secret-link',
    'dangling',
    'loop',
    'C:\\Windows\\win.ini',
    'c:/x',
    '\\\\server\\share',
    '\\x',
    '/proc/self/environ',
    'x'.repeat(5000),
  ])('outside is refused: %j', async (path) => {
    await expect(resolveInside(path, folders)).rejects.toMatchObject({ code: 'path_outside_root' })
  })

  it.each(['\\\\server\\share\\x', '//server/share', 'C:x'])('of Windows is refused there: %j', async (path) => {
    await expect(resolveInside(path, folders, 'win32')).rejects.toMatchObject({ code: 'path_outside_root' })
  })

  it('through a file says so', async () => {
    await expect(resolveInside('notes.txt/x', folders)).rejects.toMatchObject({ code: 'file_not_found' })
  })
})

describe('a new name', () => {
  it.each(['CON', 'nul.txt', 'sub/com1', 'aux.tar.gz', 'x:stream', 'notes.txt::$DATA', 'a|b', 'what?', 'end.', 'end ', 'new\nline', 'back\\slash'])(
    'that not every system can keep is refused: %j',
    async (path) => {
      await expect(resolveNewInside(path, folders)).rejects.toMatchObject({ code: 'path_outside_root' })
    },
  )

  it.each(['report.md', '.hidden', 'a b.txt', 'ü/漢字.csv', 'console.txt'])('of the usual kind is fine: %j', async (path) => {
    expect(await resolveNewInside(path, folders)).toBe(join(root, path))
  })
})

describe('being inside', () => {
  it.each([
    ['/a/b', '/a/b', true],
    ['/a/b/c', '/a/b', true],
    ['/a/b/..c', '/a/b', true],
    ['/a/bc', '/a/b', false],
    ['/a', '/a/b', false],
    ['/x', '/', true],
  ])('%s in %s: %s', (path, folder, expected) => {
    expect(isInside(path, folder)).toBe(expected)
  })
})
