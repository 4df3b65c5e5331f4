import { randomBytes } from 'node:crypto'
import { link, lstat, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { EngineError } from '../core/shared/engine-error'

/** In the data folder. */
export const TOKEN_FILE = 'server-token'
const BYTES = 32
const TOKEN = /^[A-Za-z0-9_-]{43,}$/
const OTHERS = 0o077

/**
 * The token of a data folder's server: whoever has it may do everything. Made at the first start, in a file that only its
 * owner can read. Throws `data_folder_unusable` when others can, or when the file holds something else.
 */
export async function serverToken(dataFolder: string): Promise<string> {
  const file = join(dataFolder, TOKEN_FILE)
  try {
    await makeToken(file)
    await checkOwner(file)
    const token = (await readFile(file, 'utf8')).trim()
    if (!TOKEN.test(token)) throw unusable(`${file} holds no token. Remove it, and a new one is made`)
    return token
  } catch (thrown) {
    if (thrown instanceof EngineError) throw thrown
    throw unusable(`${file} cannot be used: ${thrown instanceof Error ? thrown.message : String(thrown)}`, thrown)
  }
}

/** Written whole before it has its name, which is never taken from a file that is there: no start finds half a token, or replaces one. */
async function makeToken(file: string): Promise<void> {
  if (await isThere(file)) return
  // Of this call alone: whoever starts at the same time removes its own.
  const draft = `${file}.${randomBytes(8).toString('hex')}.new`
  try {
    await writeFile(draft, `${randomBytes(BYTES).toString('base64url')}\n`, { mode: 0o600, flag: 'w' })
    await link(draft, file)
  } catch (thrown) {
    if (!hasCode(thrown, 'EEXIST')) throw thrown
  } finally {
    await rm(draft, { force: true })
  }
}

async function isThere(file: string): Promise<boolean> {
  try {
    await lstat(file)
    return true
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT')) return false
    throw thrown
  }
}

async function checkOwner(file: string): Promise<void> {
  const found = await lstat(file)
  if (!found.isFile()) throw unusable(`${file} is not a plain file. Remove it, and a new one is made`)
  // Windows keeps who may read a file elsewhere: in the folder, which is the person's own.
  if (process.getuid === undefined) return
  if ((found.mode & OTHERS) !== 0 || found.uid !== process.getuid()) {
    throw unusable(
      `${file} can be read by others, so its token is worth nothing. Remove it, and a new one is made, or run "chmod 600" on it when you are sure that nobody has`,
    )
  }
}

const hasCode = (thrown: unknown, code: string): boolean => thrown instanceof Error && 'code' in thrown && thrown.code === code

const unusable = (sentence: string, cause?: unknown): EngineError => new EngineError('data_folder_unusable', `${sentence}.`, { cause })
