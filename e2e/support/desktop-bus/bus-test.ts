import { type ChildProcess, spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { once } from 'node:events'
import { test as base } from '../desktop-test'
import { launchApp, removeDataFolder, type RunningApp, temporaryDataFolder } from '../launch-app'
import { DesktopBus } from './desktop-bus'

/** A run on the command line's account that stays at work until it is let go. */
export interface HeldRun {
  succeed(): void
  fail(): void
}

interface BusFixtures {
  /** A session bus that the app of the test talks to, with a notification server but no panel yet. */
  readonly bus: DesktopBus
  /** The same with a panel that shows tray icons. */
  readonly panel: DesktopBus
  /** Starts a pipeline of this name, whose one step waits to be let go. */
  hold(pipeline: string): HeldRun
}

/** Of all that were held: what lets one go must not be there yet. */
let held = 0

const HELD = (name: string, file: string) => `name: ${name}
steps:
  - id: wait
    uses: shell
    with:
      command: [sh, -c, 'until [ -s "$1" ]; do sleep 0.1; done; read -r code < "$1"; echo "the reason is <b>$code</b>" >&2; exit "$code"', sh, ${JSON.stringify(file)}]
`

export const test = base.extend<BusFixtures>({
  bus: async ({}, provide) => {
    const bus = await DesktopBus.start()
    await bus.startNotifications()
    await provide(bus)
    await bus.stop()
  },
  environment: async ({ bus }, provide) => provide(bus.environment),
  panel: async ({ bus }, provide) => {
    await bus.startPanel()
    await provide(bus)
  },
  hold: async ({ dataFolder }, provide) => {
    const runs = heldRuns(dataFolder)
    await provide(runs.hold)
    await runs.end()
  },
})

export { expect } from '@playwright/test'

interface HeldRuns {
  hold(pipeline: string): HeldRun
  /** Ends the commands; their runs are the engine's. */
  end(): Promise<void>
}

function heldRuns(dataFolder: string): HeldRuns {
  const started: ChildProcess[] = []
  return {
    hold(pipeline) {
      const letGo = join(dataFolder, `${(held += 1)}.exit-code`)
      const file = join(dataFolder, `${pipeline}.yaml`)
      writeFileSync(file, HELD(pipeline, letGo))
      started.push(spawn(process.execPath, [resolve('out/main/cli.cjs'), 'run', file, '--data', dataFolder], { stdio: 'ignore' }))
      return { succeed: () => writeFileSync(letGo, '0\n'), fail: () => writeFileSync(letGo, '3\n') }
    },
    async end() {
      for (const command of started) {
        if (command.exitCode !== null || command.signalCode !== null) continue
        const ended = once(command, 'exit')
        command.kill('SIGKILL')
        await ended
      }
    },
  }
}

export interface BusDesktop extends HeldRuns {
  readonly bus: DesktopBus
  readonly desktop: RunningApp
}

/** One app for all tests of a file, on a session bus of its own, started before the first and closed after the last; called for what it is now. */
export function oneDesktop({ panel }: { readonly panel: boolean }): () => BusDesktop {
  let one: BusDesktop | null = null
  const now = () => {
    if (one === null) throw new Error('The app is started before the first test.')
    return one
  }
  base.beforeAll(async () => {
    const bus = await DesktopBus.start()
    await bus.startNotifications()
    if (panel) await bus.startPanel()
    const desktop = await launchApp(temporaryDataFolder(), bus.environment)
    one = { bus, desktop, ...heldRuns(desktop.dataFolder) }
  })
  base.afterEach(async ({}, info) => {
    if (info.status !== info.expectedStatus) await info.attach('main process', { body: now().desktop.output(), contentType: 'text/plain' })
  })
  base.afterAll(async () => {
    const { bus, desktop, end } = now()
    await end()
    await desktop.close()
    await bus.stop()
    await removeDataFolder(desktop.dataFolder)
  })
  return now
}
