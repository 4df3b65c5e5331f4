import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, chromium, expect, test } from '@playwright/test'
import { contactSheet } from './contact-sheet'
import { type Gallery, openGallery } from './gallery-server'
import { type Scene, SCENES } from './scenes'

const SHOTS = resolve('test-results/gallery')
const THEMES = ['light', 'dark'] as const

let gallery: Gallery
let browser: Browser

test.beforeAll(async () => {
  await mkdir(SHOTS, { recursive: true })
  gallery = await openGallery(resolve(process.env['SIGNALBOX_PAGE'] ?? 'out/renderer'))
  browser = await chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox'] })
})

test.afterAll(async () => {
  await contactSheet(
    browser,
    SHOTS,
    SCENES.flatMap((scene) => THEMES.map((theme) => ({ title: `${scene.name} (${theme})`, file: fileOf(scene, theme) }))),
  )
  await browser.close()
  await gallery.stop()
})

for (const theme of THEMES) {
  for (const scene of SCENES) {
    test(`${scene.name}, ${theme}: no console errors, axe finds nothing`, async () => {
      const context = await browser.newContext({ viewport: scene.size ?? { width: 1280, height: 800 }, colorScheme: theme, reducedMotion: 'reduce' })
      const page = await context.newPage()
      const complaints: string[] = []
      page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
      page.on('pageerror', (error) => complaints.push(error.message))

      await page.goto(`${gallery.url}/#token=${scene.scenario}`)
      await page.getByRole('navigation', { name: 'Places' }).waitFor()
      await page.evaluate((address) => (location.hash = address), scene.address)
      await scene.show(page)
      await page.screenshot({ path: join(SHOTS, fileOf(scene, theme)) })

      const axe = new AxeBuilder({ page })
      const { violations } = await (scene.menuOpen === true ? axe.disableRules('region') : axe).analyze()
      await context.close()
      expect(
        violations.map(
          ({ id, help, nodes }) => `${id}: ${help}\n${nodes.map(({ html, failureSummary }) => `  ${html}\n  ${failureSummary ?? ''}`).join('\n')}`,
        ),
      ).toEqual([])
      // A browser tells on its own of every socket that a server refuses.
      expect(complaints.filter((complaint) => scene.scenario !== 'down' || !complaint.includes('WebSocket'))).toEqual([])
    })
  }
}

const fileOf = ({ name }: Scene, theme: string): string => `${name.replaceAll(/[^a-z]+/g, '-')}-${theme}.png`
