import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { _electron, type ElectronApplication, type Page } from '@playwright/test'
import { electronRuntime } from './electron-runtime'

export interface RunningApp {
  readonly app: ElectronApplication
  readonly page: Page
  readonly dataFolder: string
  /** Process id of the engine's own process. */
  enginePid(): Promise<number>
  /** What main wrote so far. */
  output(): string
  hasEnded(): boolean
  /** Quits it, also in the middle of work. */
  close(): Promise<void>
}

/** A data folder of its own for one test; hand it to `launchApp` again to start the app anew on it. */
export const temporaryDataFolder = (prefix = 'signalbox-e2e-'): string => mkdtempSync(join(tmpdir(), prefix))

export const removeDataFolder = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true, maxRetries: 5 })

/** Containers have no user that Chromium's sandbox could use; the product itself never passes this switch. */
const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []

/** The command line that starts the built app on the runtime that was found. */
export function appCommand(dataFolder: string, ...args: string[]): { executable: string; args: string[] } {
  const { executable, shipped } = electronRuntime()
  const hook = shipped ? [] : ['-r', resolve('tools/electron-test/hook.cjs')]
  return { executable, args: [...hook, ...asRoot, '--disable-gpu', `--data=${dataFolder}`, resolve('.'), ...args] }
}

export async function launchApp(dataFolder: string, environment: Readonly<Record<string, string>> = {}): Promise<RunningApp> {
  const { executable, args } = appCommand(dataFolder)
  const app = await _electron.launch({ executablePath: executable, args, env: { ...withoutDevelopmentServer(), ...environment }, colorScheme: null })
  // Once it has ended, Playwright knows of no process.
  const main = app.process()
  const hasEnded = () => main.exitCode !== null || main.signalCode !== null
  let output = ''
  main.stdout?.on('data', (piece) => (output += String(piece)))
  main.stderr?.on('data', (piece) => (output += String(piece)))
  const page = await app.firstWindow()
  // Without a graphics processor, what moves is painted by the one that everything else waits for.
  await page.emulateMedia({ reducedMotion: 'reduce' })
  return {
    app,
    page,
    dataFolder,
    enginePid: () => enginePidOf(app),
    output: () => output,
    hasEnded,
    close: () => (hasEnded() ? Promise.resolve() : quit(app)),
  }
}

async function quit(app: ElectronApplication): Promise<void> {
  await app.evaluate(({ dialog }) => {
    dialog.showMessageBox = () => Promise.resolve({ response: 0, checkboxChecked: false })
  })
  await app.close()
}

/** The built page is tested, also from a shell in which the development server runs. */
const withoutDevelopmentServer = (): Record<string, string> =>
  Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[0] !== 'ELECTRON_RENDERER_URL'))

async function enginePidOf(app: ElectronApplication): Promise<number> {
  const pid = await app.evaluate(({ app: electron }) => electron.getAppMetrics().find((metric) => metric.name === 'Signalbox engine')?.pid)
  if (pid === undefined) throw new Error('The app has no engine process.')
  return pid
}
