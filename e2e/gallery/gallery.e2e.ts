import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { expect } from '@playwright/test'
import { contactSheet } from './contact-sheet'
import { findViolations } from './find-violations'
import { FULL, test } from './gallery-test'
import { openAnew } from './open-anew'
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

const inBothThemes = SCENES.map((scene) => ({ scene, themes: THEMES }))
/** All of the light ones first: to change its theme costs a page as much as to open. */
const byTurns = THEMES.flatMap((theme, nth) => SCENES.filter((_, index) => index % THEMES.length === nth).map((scene) => ({ scene, themes: [theme] as const })))

// Each is seen in one of them where nobody looks at pictures.
for (const { scene, themes } of FULL ? inBothThemes : byTurns) {
  test(`${scene.name}: no console errors, axe finds nothing, ${themes.join(' and ')}`, async ({ tab: page, gallery }) => {
    const [first] = themes
    await page.mouse.move(0, 0)
    await page.setViewportSize(scene.size ?? { width: 1280, height: 800 })
    await page.emulateMedia({ colorScheme: first, reducedMotion: 'reduce' })
    const complaints: string[] = []
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(error.message))
    // What the scene before had to complain of at its end.
    page.once('framenavigated', () => complaints.splice(0))

    await openAnew(page, gallery, scene.scenario, scene.address)
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
