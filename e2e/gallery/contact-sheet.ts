import { existsSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser } from '@playwright/test'

export interface Shot {
  readonly title: string
  readonly file: string
}

/** As many as one picture shows large enough to be looked at. */
const SHOTS_PER_SHEET = 20

/** Every shot that was taken, in contact-sheet.html, and in pictures of twenty each beside it. */
export async function contactSheet(browser: Browser, folder: string, shots: readonly Shot[]): Promise<void> {
  const taken = shots.filter(({ file }) => existsSync(join(folder, file)))
  await writeFile(join(folder, 'contact-sheet.html'), pageOf(taken))
  const page = await browser.newPage({ viewport: { width: 2000, height: 1000 } })
  for (let first = 0; first < taken.length; first += SHOTS_PER_SHEET) {
    const sheet = join(folder, `contact-sheet-${first / SHOTS_PER_SHEET + 1}`)
    await writeFile(`${sheet}.html`, pageOf(taken.slice(first, first + SHOTS_PER_SHEET)))
    await page.goto(pathToFileURL(`${sheet}.html`).href)
    await page.screenshot({ path: `${sheet}.png`, fullPage: true })
    await rm(`${sheet}.html`)
  }
  await page.close()
}

const pageOf = (shots: readonly Shot[]): string => `<!doctype html><meta charset="utf-8"><title>Signalbox, every screen</title>
<style>body{margin:24px;font:13px system-ui;background:#808486;display:grid;grid-template-columns:repeat(4,1fr);gap:16px}figure{margin:0}img{width:100%;display:block;border-radius:6px}figcaption{padding:6px 2px;color:#fff}</style>
${shots.map(({ title, file }) => `<figure><img src="${file}" alt=""><figcaption>${title}</figcaption></figure>`).join('\n')}`
