import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { expect } from '@playwright/test'
import { contactSheet } from './contact-sheet'
import { findViolations } from './find-violations'
import { FULL, test } from './gallery-test'
import type { Scene } from './scene'
import { SCENES } from './scenes'

const SHOTS = resolve('test-results/gallery')
const THEMES = ['light', 'dark'] as const

test.beforeAll(() => mkdir(SHOTS, { recursive: true }))

test.afterAll(async ({ chromium }) => {
  if (!FULL) return
  const shots = SCENES.flatMap((scene) => THEMES.map((theme) => ({ title: `${scene.name} (${theme})`, file: fileOf(scene, theme) })))
  await contactSheet(chromium, SHOTS, shots)
})

for (const [index, scene] of SCENES.entries()) {
  // Each is seen in one of them, by turns, where nobody looks at pictures.
  const themes = FULL ? THEMES : ([THEMES[index % THEMES.length] ?? 'light'] as const)
  test(`${scene.name}: no console errors, axe finds nothing, ${themes.join(' and ')}`, async ({ tab: page, gallery }) => {
    const [first] = themes
    // Nothing of the scene before: neither what it remembered nor where it left the pointer. A tab that was given its token opens at any address.
    await page.goto(`${gallery.url}/blank`)
    await page.evaluate((token) => {
      for (const storage of [localStorage, sessionStorage]) storage.clear()
      sessionStorage.setItem('signalbox.token', token)
    }, scene.scenario)
    await page.mouse.move(0, 0)
    await page.setViewportSize(scene.size ?? { width: 1280, height: 800 })
    await page.emulateMedia({ colorScheme: first, reducedMotion: 'reduce' })
    const complaints: string[] = []
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(error.message))

    await page.goto(`${gallery.url}/#${scene.address}`)
    // What is shown while a page's own code loads has no heading.
    await page.locator('h1').first().waitFor({ state: 'attached' })
    await scene.show(page)
    const violations: string[] = []
    for (const theme of themes) {
      await page.emulateMedia({ colorScheme: theme })
      await page.locator(`html[data-theme=${theme}]`).waitFor()
      if (FULL) await page.screenshot({ path: join(SHOTS, fileOf(scene, theme)) })
      violations.push(...(await findViolations(page, ignoredRules(scene), theme !== first)).map((violation) => `${theme}: ${violation}`))
    }
    page.removeAllListeners()
    expect(violations).toEqual([])
    // A browser tells on its own of everything that a server does not answer.
    expect(complaints.filter((complaint) => scene.scenario !== 'down' || !complaint.startsWith('Failed to load resource'))).toEqual([])
  })
}

const ignoredRules = ({ menuOpen }: Scene) => (menuOpen === true ? ['region'] : [])
const fileOf = ({ name }: Scene, theme: string): string => `${name.replaceAll(/[^a-z]+/g, '-')}-${theme}.png`
