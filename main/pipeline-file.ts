import { readFile, stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { MAX_PIPELINE_TEXT } from '../engine/contract/api/pipelines'
import type { PickedFile } from '../preload/contract'

/** UTF-8 takes at most so many bytes for one of JavaScript's characters. */
const BYTES_PER_CHARACTER = 3

/** Reads a file that a person chose; says in a sentence why it cannot be a pipeline. */
export async function readPipelineFile(path: string): Promise<PickedFile> {
  const name = basename(path)
  return { path, text: decode(await read(path, name), name), folder: dirname(path) }
}

async function read(path: string, name: string): Promise<Uint8Array> {
  const size = await stat(path).then(
    (file) => file.size,
    (cause: unknown) => unreadable(name, cause),
  )
  if (size > MAX_PIPELINE_TEXT * BYTES_PER_CHARACTER) throw new Error(`${name} is too large for a pipeline: it has ${size} bytes.`)
  return readFile(path).catch((cause: unknown) => unreadable(name, cause))
}

function unreadable(name: string, cause: unknown): never {
  throw new Error(`Couldn't read ${name}: ${cause instanceof Error ? cause.message : String(cause)}.`, { cause })
}

function decode(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new Error(`${name} is not a text file: it is not UTF-8.`, { cause })
  }
}
