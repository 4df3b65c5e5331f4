import type { Stats } from 'node:fs'
import { open, opendir, stat } from 'node:fs/promises'
import { join, relative, resolve, sep } from 'node:path'
import type { RunFile } from '../contract/run'
import { EngineError } from '../core/shared/engine-error'
import { readText, type TextPart } from './read-text'

/** Files named in one answer at most. */
const MAX_FILES = 1000

/** What a run wrote into its own folder, links left out; empty when it wrote nothing. */
export async function listRunFiles(folder: string): Promise<RunFile[]> {
  const files: RunFile[] = []
  const folders = [folder]
  for (let next = folders.pop(); next !== undefined && files.length < MAX_FILES; next = folders.pop()) {
    for await (const entry of await openFolder(next)) {
      const path = join(next, entry.name)
      if (entry.isDirectory()) folders.push(path)
      else if (entry.isFile() && files.length < MAX_FILES) {
        const found = await statOf(path)
        if (found !== null) files.push({ path: relative(folder, path).split(sep).join('/'), bytes: found.size, modifiedAt: Math.round(found.mtimeMs) })
      }
    }
  }
  return files.toSorted((a, b) => a.path.localeCompare(b.path))
}

/** Null when it has vanished since the folder was read. */
async function statOf(path: string): Promise<Stats | null> {
  try {
    return await stat(path)
  } catch (thrown) {
    if (isMissing(thrown)) return null
    throw thrown
  }
}

const isMissing = (thrown: unknown): boolean => thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT'

async function openFolder(folder: string): Promise<AsyncIterable<{ name: string; isDirectory(): boolean; isFile(): boolean }>> {
  try {
    return await opendir(folder)
  } catch (thrown) {
    if (isMissing(thrown)) return noEntries()
    throw thrown
  }
}

async function* noEntries(): AsyncGenerator<never> {
  // A run that wrote nothing has no folder.
}

/** A part of one such file as text. Throws `file_not_found` for anything that `listRunFiles` would not name. */
export async function readRunFile(folder: string, path: string, offset: number): Promise<TextPart> {
  const known = (await listRunFiles(folder)).some((file) => file.path === path)
  if (!known) throw new EngineError('file_not_found', `The run wrote no file "${path}", or it was removed.`)
  const handle = await open(resolve(folder, path), 'r')
  try {
    const { size } = await handle.stat()
    return await readText(size, offset, async (buffer, position) => (await handle.read(buffer, 0, buffer.length, position)).bytesRead)
  } finally {
    await handle.close()
  }
}
