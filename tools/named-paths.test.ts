import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ROOT } from './command.mjs'

const PAGES = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md']
const FOLDERS = ['engine', 'main', 'preload', 'renderer', 'tools', 'e2e', 'bench', 'docs', 'resources']

/** What stands between backticks and begins with a folder of ours, without places to fill in. */
const pathsIn = (text: string) =>
  [...text.matchAll(/`([^`\s]+)`/g)].flatMap(([, path = '']) => (FOLDERS.includes(path.split('/')[0] ?? '') && !/[<>*]/.test(path) ? [path] : []))

it.each(PAGES)('%s names only files and folders that are there', (page) => {
  const paths = pathsIn(readFileSync(join(ROOT, page), 'utf8'))
  expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([])
})
