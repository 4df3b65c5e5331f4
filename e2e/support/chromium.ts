import { type Browser, chromium } from '@playwright/test'

/** Containers have no user that Chromium's sandbox could use. */
const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []

/** No page of a test is open long enough for its code to be worth optimising: that is a fifth of the processor time. Measurements want it as people have it. */
const shortLived = process.env['SIGNALBOX_BENCH'] === undefined ? ['--js-flags=--no-opt --no-maglev --min-semi-space-size=32'] : []

/** The browser of this system, or the one that CHROMIUM names. */
export const launchBrowser = (...args: readonly string[]): Promise<Browser> =>
  chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: [...asRoot, ...shortLived, ...args] })

/** Chromium without the browser around its pages, which opens them in half the time; the one that CHROMIUM names where it is told. */
export const launchHeadlessShell = (): Promise<Browser> =>
  chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium-headless-shell', args: [...asRoot, ...shortLived] })
