import { execFile } from 'node:child_process'

const WATCHER = 'org.kde.StatusNotifierWatcher'
const PROPERTY = 'IsStatusNotifierHostRegistered'
const ASK_LIMIT_MS = 2000

/** Programs that can ask the session bus, one of which every Linux desktop has. */
const ASKING: readonly (readonly [program: string, ...args: string[]])[] = [
  [
    'gdbus',
    'call',
    '--session',
    '--dest',
    WATCHER,
    '--object-path',
    '/StatusNotifierWatcher',
    '--method',
    'org.freedesktop.DBus.Properties.Get',
    WATCHER,
    PROPERTY,
  ],
  ['busctl', '--user', 'get-property', WATCHER, '/StatusNotifierWatcher', WATCHER, PROPERTY],
  [
    'dbus-send',
    '--session',
    '--print-reply',
    `--dest=${WATCHER}`,
    '/StatusNotifierWatcher',
    'org.freedesktop.DBus.Properties.Get',
    `string:${WATCHER}`,
    `string:${PROPERTY}`,
  ],
]

/**
 * Whether someone shows tray icons now. Windows and macOS always do; on Linux some desktops have no place for them, and a
 * panel may have gone away. In doubt: no, since a window that hides there could not be brought back.
 */
export async function hasTrayHost(platform: string = process.platform): Promise<boolean> {
  if (platform !== 'linux') return true
  for (const [program, ...args] of ASKING) {
    const answer = await ask(program, args)
    if (answer !== 'no such program') return answer === 'yes'
  }
  return false
}

const ask = (program: string, args: readonly string[]) =>
  new Promise<'yes' | 'no' | 'no such program'>((resolve) => {
    execFile(program, args, { timeout: ASK_LIMIT_MS, encoding: 'utf8' }, (error, stdout) => {
      if (error !== null) return resolve(error.code === 'ENOENT' ? 'no such program' : 'no')
      resolve(/\btrue\b/.test(stdout) ? 'yes' : 'no')
    })
  })
