import { type Browser, chromium } from '@playwright/test'

/** Containers have no user that Chromium's sandbox could use. */
const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []

/** The browser of this system, or the one that CHROMIUM names. */
export const launchBrowser = (...args: readonly string[]): Promise<Browser> =>
  chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: [...asRoot, ...args] })

/** Chromium without the browser around its pages, which opens them in half the time; the one that CHROMIUM names where it is told. */
export const launchHeadlessShell = (): Promise<Browser> =>
  chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium-headless-shell', args: [...asRoot] })
