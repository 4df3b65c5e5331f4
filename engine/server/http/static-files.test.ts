import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempFolder } from '../../testing/temp-folder'
import { readStaticFiles } from './static-files'

test('serves what a page is made of, and nothing beside it', async () => {
  const folder = tempFolder()
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), '<p>')
  writeFileSync(join(folder, 'assets/index-abc.js'), 'go()')
  writeFileSync(join(folder, 'assets/index-abc.js.map'), 'source')
  writeFileSync(join(folder, '.env'), 'SECRET=1')
  symlinkSync('/etc', join(folder, 'etc'))
  symlinkSync('/etc/hostname', join(folder, 'name.html'))
  const files = await readStaticFiles(folder)
  expect([...files].map(([path, { type, immutable }]) => [path, type, immutable])).toEqual([
    ['/assets/index-abc.js', 'text/javascript; charset=utf-8', true],
    ['/', 'text/html; charset=utf-8', false],
  ])
  expect(files.get('/')?.body.toString()).toBe('<p>')
})

test('says how to get the page when it is not there', async () => {
  await expect(readStaticFiles(join(tempFolder(), 'nowhere'))).rejects.toMatchObject({
    code: 'file_not_found',
    message: expect.stringContaining('npm run build'),
  })
})
