import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import * as z from 'zod'

const notification = z.object({
  id: z.int(),
  app: z.string(),
  summary: z.string(),
  body: z.string(),
  actions: z.array(z.string()),
  desktopEntry: z.string(),
})
export type ShownNotification = z.infer<typeof notification>

const trayIcon = z.object({
  /** How many icons of tray there are: one, unless an old one was left behind. */
  items: z.int(),
  id: z.string(),
  title: z.string(),
  status: z.string(),
  iconName: z.string(),
  pixmaps: z.array(z.object({ width: z.int(), height: z.int(), argb: z.string() })),
  tooltip: z.array(z.string()),
  menu: z.array(z.object({ label: z.string(), enabled: z.boolean() })),
})
export type ShownTrayIcon = z.infer<typeof trayIcon>

const said = z.union([
  notification.extend({ event: z.literal('notified') }),
  z.object({ event: z.literal('withdrawn'), id: z.int() }),
  z.object({ seq: z.int(), answer: z.unknown() }),
  z.object({ seq: z.int(), problem: z.string() }),
])

/** Debian's own, for which its packages of bindings are made. */
const PYTHON = '/usr/bin/python3'

/**
 * A process each, as on a real desktop: the app waits for the answer of whoever shows its notification, and could not
 * answer meanwhile if the same one waited for the app's tray.
 */
type DesktopPart = 'notifications' | 'panel'
type PartProcess = ChildProcessByStdio<Writable, Readable, null>

/** A session bus of its own with the parts of a desktop on it, as far as they are started. */
export class DesktopBus {
  /** What was shown so far, and the ids of what was taken back. */
  readonly notifications: ShownNotification[] = []
  readonly withdrawn: number[] = []
  readonly #waiting = new Map<number, { readonly done: (answer: unknown) => void; readonly fail: (problem: Error) => void }>()
  #commands = 0

  private constructor(
    readonly address: string,
    readonly daemon: ChildProcess,
    readonly parts: Readonly<Record<DesktopPart, PartProcess>>,
  ) {
    for (const { stdout } of Object.values(parts)) createInterface({ input: stdout }).on('line', (line) => this.#hear(line))
  }

  static async start(): Promise<DesktopBus> {
    const daemon = spawn('dbus-daemon', ['--nofork', '--nopidfile', '--print-address=1', `--config-file=${join(import.meta.dirname, 'bus.conf')}`], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const ended = once(daemon, 'exit').then(([code]) => Promise.reject(new Error(`dbus-daemon ended with ${code} before it served.`)))
    const [address] = await Promise.race([once(createInterface({ input: daemon.stdout }), 'line'), ended])
    const env = { ...process.env, DBUS_SESSION_BUS_ADDRESS: String(address) }
    const part = (): PartProcess => spawn(PYTHON, ['-u', join(import.meta.dirname, 'desktop_bus.py')], { env, stdio: ['pipe', 'pipe', 'inherit'] })
    return new DesktopBus(String(address), daemon, { notifications: part(), panel: part() })
  }

  /** For programs that are to talk to this desktop; without the name of a desktop icons are sent as pictures. */
  get environment(): Readonly<Record<string, string>> {
    return { DBUS_SESSION_BUS_ADDRESS: this.address, XDG_CURRENT_DESKTOP: '' }
  }

  startNotifications = () => this.#do('notifications', 'start-notifications')
  startPanel = () => this.#do('panel', 'start-panel')
  clickNotification = (id: number) => this.#do('notifications', 'click-notification', { id })
  /** Clicks the entry of the tray's menu. */
  choose = (label: string) => this.#do('panel', 'choose', { label })
  /** Clicks the icon itself. */
  activate = () => this.#do('panel', 'activate')
  /** The icon as the panel shows it; null when there is none. */
  tray = async (): Promise<ShownTrayIcon | null> => trayIcon.nullable().parse(await this.#do('panel', 'read-tray'))

  async stop(): Promise<void> {
    const parts = Object.values(this.parts)
    const ended = parts.map((part) => once(part, 'exit'))
    for (const part of parts) part.stdin.end()
    await Promise.all(ended)
    const gone = once(this.daemon, 'exit')
    this.daemon.kill()
    await gone
  }

  #do(part: DesktopPart, what: string, details: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    const seq = ++this.#commands
    this.parts[part].stdin.write(`${JSON.stringify({ seq, do: what, ...details })}\n`)
    return new Promise((done, fail) => this.#waiting.set(seq, { done, fail }))
  }

  #hear(line: string): void {
    const heard = said.parse(JSON.parse(line))
    if ('event' in heard) {
      if (heard.event === 'withdrawn') this.withdrawn.push(heard.id)
      else this.notifications.push(notification.parse(heard))
      return
    }
    const waiting = this.#waiting.get(heard.seq)
    this.#waiting.delete(heard.seq)
    if ('problem' in heard) waiting?.fail(new Error(heard.problem))
    else waiting?.done(heard.answer)
  }
}
