import { createHash } from 'node:crypto'
import type { Stats } from 'node:fs'
import { readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { readJson } from '../../core/shared/read-json'
import { writeFile } from '../files/write-file'
import type { ObjectPlace } from './object-store'

/** What a file does not say of itself. `bytes` and `modified` say which state of the file is meant. */
const notes = z.object({ key: z.string(), sha256: z.string(), contentType: z.string(), bytes: z.number(), modified: z.number() })
type Notes = z.output<typeof notes>

/** No bucket can have this name. */
const NOTES = '.about'

export async function readNotes(folder: string, place: ObjectPlace, file: Stats): Promise<Notes | null> {
  const text = await readFile(pathOf(folder, place), 'utf8').catch(() => null)
  const read = notes.safeParse(text === null ? null : readJson(text))
  return read.success && read.data.key === place.key && read.data.bytes === file.size && read.data.modified === file.mtimeMs ? read.data : null
}

export async function writeNotes(folder: string, place: ObjectPlace, file: string, about: Pick<Notes, 'sha256' | 'contentType'>): Promise<void> {
  const { size, mtimeMs } = await stat(file)
  const text = JSON.stringify({ key: place.key, ...about, bytes: size, modified: mtimeMs } satisfies Notes)
  await writeFile(pathOf(folder, place), [Buffer.from(text)], 'overwrite', new AbortController().signal)
}

export const forgetNotes = (folder: string, place: ObjectPlace): Promise<void> => rm(pathOf(folder, place), { force: true })

/** By the hash of the key, which may hold what no name of a file can. */
function pathOf(folder: string, { bucket, key }: ObjectPlace): string {
  const hash = createHash('sha256').update(key).digest('hex')
  return join(folder, NOTES, bucket, hash.slice(0, 2), `${hash.slice(2)}.json`)
}
