// @ts-check
// Makes package-lock.json anew from package.json alone, in a folder of its own: node_modules is neither read nor touched.
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT, runScript } from './command.mjs'
import { completeLock } from './lock-complete.mjs'

const npm = process.env.npm_execpath
const folder = mkdtempSync(join(tmpdir(), 'lock-'))

async function makeLock() {
  if (npm === undefined) {
    console.error('Run this through npm: npm run lock')
    return 1
  }
  for (const file of ['package.json', '.npmrc']) copyFileSync(join(ROOT, file), join(folder, file))
  const { code } = await runScript(npm, ['install', '--package-lock-only', '--ignore-scripts'], { cwd: folder })
  if (code !== 0) return code
  const { lock, added, unknown } = completeLock(JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')))
  writeFileSync(join(ROOT, 'package-lock.json'), `${JSON.stringify(lock, null, 2)}\n`)
  console.log(`Added ${added} optional packages that the registry lacks.`)
  for (const name of unknown) console.error(`Couldn't tell the platform of ${name}`)
  return unknown.length === 0 ? 0 : 1
}

try {
  process.exitCode = await makeLock()
} finally {
  rmSync(folder, { recursive: true, force: true })
}
