import { type ChildProcess, spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { once } from 'node:events'
import { test as base } from '../desktop-test'
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
    const started: ChildProcess[] = []
    await provide((pipeline) => {
      const letGo = join(dataFolder, `${pipeline}-${started.length}.exit-code`)
      const file = join(dataFolder, `${pipeline}.yaml`)
      writeFileSync(file, HELD(pipeline, letGo))
      started.push(spawn(process.execPath, [resolve('out/main/cli.cjs'), 'run', file, '--data', dataFolder], { stdio: 'ignore' }))
      return { succeed: () => writeFileSync(letGo, '0\n'), fail: () => writeFileSync(letGo, '3\n') }
    })
    for (const command of started) {
      if (command.exitCode !== null || command.signalCode !== null) continue
      const ended = once(command, 'exit')
      command.kill('SIGKILL')
      await ended
    }
  },
})

export { expect } from '@playwright/test'
