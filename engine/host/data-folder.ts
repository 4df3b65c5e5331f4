import { createHash, randomUUID } from 'node:crypto'
import { lstatSync } from 'node:fs'
import { lstat, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { EngineError } from '../core/shared/engine-error'
import { errnoOf } from '../storage/soundness/content-hash'
import { makeFolder } from '../storage/soundness/make-folder'

/** Longer paths cannot be bound as Unix sockets (sun_path, 104 bytes on macOS, its end included). */
const LONGEST_SOCKET_PATH = 103
const SOCKET = 'engine.sock'

/** Any of them is left by an engine, or by a restore that was cut off. */
const SIGNS_OF_DATA = ['signalbox.db', 'signalbox.db-wal', 'restoring.json'] as const
/** Lies beside them as long as somebody works there, and before them while they are made. */
const SIGN_OF_OWNER = 'owner.json'

/** Whether there is data in a folder, or somebody is about to make it; the folder is only looked at. */
export function dataIn(folder: string): 'there' | 'being made' | 'none' {
  const has = (name: string) => isThere(join(folder, name))
  if (SIGNS_OF_DATA.some(has)) return 'there'
  return has(SIGN_OF_OWNER) ? 'being made' : 'none'
}

/** What may not be looked at is there as far as anyone knows: whoever opens it is told why that cannot be. */
function isThere(path: string): boolean {
  try {
    lstatSync(path)
    return true
  } catch (thrown) {
    return errnoOf(thrown) !== 'ENOENT' && errnoOf(thrown) !== 'ENOTDIR'
  }
}

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
  const inside = join(dataFolder, SOCKET)
  if (Buffer.byteLength(inside) <= LONGEST_SOCKET_PATH) return inside
  return join(tmpdir(), `signalbox-${userInfo().uid}`, `${hash}.sock`)
}

/** Clears the way for a new socket; only the owner of the folder may call this. Throws `data_folder_unusable`. */
export async function prepareSocket(path: string): Promise<void> {
  if (process.platform === 'win32') return
  if (basename(path) !== SOCKET) await prepareSharedFolder(dirname(path))
  await rm(path, { force: true }).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new EngineError('data_folder_unusable', `Signalbox cannot listen at ${path}: what lies there cannot be removed (${reason}). Move it away, and start again.`, { cause })
  })
}

/** Where everybody may write, somebody else may have made it first. */
async function prepareSharedFolder(folder: string): Promise<void> {
  await makeFolder(folder)
  const found = await lstat(folder)
  if (found.isDirectory() && found.uid === userInfo().uid && (found.mode & 0o077) === 0) return
  throw new EngineError('data_folder_unusable', `${folder}, where sockets of data folders with long paths lie, is not yours alone. Remove it, or run \`chmod 700\` on it when it is yours, and start again.`)
}
