import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, test } from '@playwright/test'
import { electronRuntime } from '../support/electron-runtime'
import { launchApp, removeDataFolder, temporaryDataFolder } from '../support/launch-app'

/** Starts of each, by turns; the first of both finds cold caches and is left out. */
const STARTS = 6

const BLANK = `const { app, BrowserWindow } = require('electron')
app.whenReady().then(() => new BrowserWindow({ show: true }).loadURL('data:text/html,<title>blank</title><p>blank</p>'))
`

test('the window is of use within 2 s of a start, beside a blank window of the same runtime', async () => {
  test.setTimeout(300_000)
  const blanks: number[] = []
  const ours: number[] = []
  for (let start = 0; start < STARTS; start += 1) {
    blanks.push(await blankWindow())
    ours.push(await ourWindow())
  }
  const words = (times: readonly number[]) => `${Math.round(middle(times.slice(1)))} ms (${times.map((time) => Math.round(time)).join(', ')})`
  console.log(`usable: ${words(ours)}; a blank window: ${words(blanks)}; Electron ${electronRuntime().version}`)
})

/** Until a person can press something that the engine answers. */
async function ourWindow(): Promise<number> {
  const folder = temporaryDataFolder('signalbox-startup-')
  const began = performance.now()
  const app = await launchApp(folder)
  await app.page.getByText('Engine live').waitFor()
  await app.page.getByRole('link', { name: 'Pipelines' }).waitFor()
  const took = performance.now() - began
  await app.close()
  await removeDataFolder(folder)
  return took
}

async function blankWindow(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-blank-'))
  writeFileSync(join(folder, 'main.js'), BLANK)
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'blank', productName: 'Blank', desktopName: 'blank.desktop', version: '1.0.0', main: 'main.js' }))
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const began = performance.now()
  const app = await _electron.launch({ executablePath: electronRuntime().executable, args: [...asRoot, '--disable-gpu', folder] })
  const page = await app.firstWindow()
  await page.getByText('blank').waitFor()
  const took = performance.now() - began
  await app.close()
  await removeDataFolder(folder)
  return took
}

const middle = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0
