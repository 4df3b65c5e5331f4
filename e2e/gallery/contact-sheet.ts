import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser } from '@playwright/test'

export interface Shot {
  readonly title: string
  readonly file: string
}

/** One page with every shot that was taken, as contact-sheet.html and as a picture beside it. */
export async function contactSheet(browser: Browser, folder: string, shots: readonly Shot[]): Promise<void> {
  const figures = shots
    .filter(({ file }) => existsSync(join(folder, file)))
    .map(({ title, file }) => `<figure><img src="${file}" alt=""><figcaption>${title}</figcaption></figure>`)
  const html = `<!doctype html><meta charset="utf-8"><title>Signalbox, every screen</title>
<style>body{margin:24px;font:13px system-ui;background:#808486;display:grid;grid-template-columns:repeat(4,1fr);gap:16px}figure{margin:0}img{width:100%;display:block;border-radius:6px}figcaption{padding:6px 2px;color:#fff}</style>
${figures.join('\n')}`
  const sheet = join(folder, 'contact-sheet.html')
  await writeFile(sheet, html)
  const page = await browser.newPage({ viewport: { width: 1800, height: 1000 } })
  await page.goto(pathToFileURL(sheet).href)
  await page.screenshot({ path: join(folder, 'contact-sheet.png'), fullPage: true })
  await page.close()
}
