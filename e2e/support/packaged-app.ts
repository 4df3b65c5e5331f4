import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { type Browser, chromium, type Page } from '@playwright/test'

export const PACKAGED_PROGRAM = resolve('dist-test/linux-unpacked/signalbox')

/** Packages out/ as it would be installed on this platform, unpacked, into dist-test. */
export async function packageApp(): Promise<void> {
  const builder = resolve('node_modules/electron-builder/cli.js')
  await promisify(execFile)(process.execPath, [builder, '--linux', 'dir', '--config', 'tools/electron-test/builder-config.cjs'])
}

export interface PackagedApp {
  readonly browser: Browser
  readonly page: Page
  /** Closes the window, which ends the app; resolves with its exit code. */
  close(): Promise<number | null>
}

/** An installed app takes no debugger for its main process (a fuse), so it is driven as a browser: by its pages alone. */
export async function launchPackagedApp(dataFolder: string): Promise<PackagedApp> {
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const app = spawn(PACKAGED_PROGRAM, [...sandbox, '--disable-gpu', '--remote-debugging-port=0', `--data=${dataFolder}`], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = once(app, 'exit')
  const browser = await chromium.connectOverCDP(await debuggingAddress(app.stderr), { noDefaults: true, isLocal: true })
  const context = browser.contexts()[0]
  if (context === undefined) throw new Error('The packaged app has no browser context.')
  const page = context.pages()[0] ?? (await context.waitForEvent('page'))
  return {
    browser,
    page,
    close: async () => {
      await page.close()
      const [code] = (await ended) as [number | null]
      return code
    },
  }
}

async function debuggingAddress(stderr: NodeJS.ReadableStream): Promise<string> {
  const lines: string[] = []
  for await (const line of createInterface({ input: stderr })) {
    lines.push(line)
    const address = /DevTools listening on (ws:\S+)/.exec(line)?.[1]
    if (address !== undefined) return address
  }
  throw new Error(`The packaged app ended before it could be driven:\n${lines.join('\n')}`)
}
