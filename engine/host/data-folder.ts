import { createHash, randomUUID } from 'node:crypto'
import { chmod, mkdir, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { EngineError } from '../core/shared/engine-error'
import { makeFolder } from '../storage/soundness/make-folder'

/** Longer paths cannot be bound as Unix sockets (sun_path, 104 bytes on macOS, its end included). */
const LONGEST_SOCKET_PATH = 103

/** Makes the folder if need be, for its owner alone. Returns its real path. Throws `data_folder_unusable`. */
export async function prepareDataFolder(folder: string): Promise<string> {
  try {
    await makeFolder(folder)
    const path = await realpath(folder)
    // Several processes may look at the same moment.
    const probe = join(path, `.writable-${randomUUID()}`)
    await writeFile(probe, '')
    await rm(probe)
    return path
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new EngineError('data_folder_unusable', `Signalbox cannot use ${folder} as its data folder: ${reason}. Choose another folder, or mend its permissions.`, { cause })
  }
}

/** Where the owner of a data folder listens, as long as it is there. */
export function socketPath(dataFolder: string): string {
  const hash = createHash('sha256').update(dataFolder).digest('hex').slice(0, 24)
  if (process.platform === 'win32') return `\\\\.\\pipe\\signalbox-${hash}`
  const inside = join(dataFolder, 'engine.sock')
  if (Buffer.byteLength(inside) <= LONGEST_SOCKET_PATH) return inside
  return join(tmpdir(), `signalbox-${userInfo().uid}`, `${hash}.sock`)
}

/** Clears the way for a new socket; only the owner of the folder may call this. */
export async function prepareSocket(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = dirname(path)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  if (folder.startsWith(tmpdir())) await chmod(folder, 0o700)
  await rm(path, { force: true })
}
