// @ts-check
// npm run where runs: every file of a noun, in every layer.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './command.mjs'

const LAYERS = ['engine', 'main', 'preload', 'renderer', 'e2e', 'bench', 'docs', 'resources']
const singular = (/** @type {string} */ word) => word.toLowerCase().replace(/ies$/, 'y').replace(/s$/, '')

const noun = process.argv[2]
if (noun === undefined) {
  console.error('Say which noun: npm run where runs')
  process.exitCode = 1
} else {
  const files = LAYERS.flatMap((layer) => readdirSync(join(ROOT, layer), { recursive: true, encoding: 'utf8' }).map((path) => join(layer, path)))
  const ofNoun = files.filter((path) => /\.[a-z]+$/.test(path) && path.split(/[^A-Za-z0-9]+/).some((word) => singular(word) === singular(noun)))
  console.log(ofNoun.length === 0 ? `No file is about ${noun}.` : ofNoun.sort().join('\n'))
}
