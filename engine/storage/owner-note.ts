import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'

const ownerNote = z.object({ pid: z.int(), hasDatabase: z.boolean().default(false) })

/** Lies in a data folder as long as somebody works there, and is left there by an owner that was killed. */
export const ownerNoteIn = (dataFolder: string): string => join(dataFolder, 'owner.json')

export async function readOwnerNote(dataFolder: string): Promise<z.infer<typeof ownerNote> | null> {
  try {
    return ownerNote.parse(JSON.parse(await readFile(ownerNoteIn(dataFolder), 'utf8')))
  } catch {
    // The owner may be just starting; its number is only a help.
    return null
  }
}
