import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as z from 'zod'

const mark = z.object({ upTo: z.int().nonnegative() })
const markBeside = (file: string): string => join(dirname(file), 'run-numbers.json')

/** Up to which number runs may have been counted, 0 when nobody knows: a database that lost its log counts fewer. */
export function markedNumber(file: string): number {
  try {
    return mark.parse(JSON.parse(readFileSync(markBeside(file), 'utf8'))).upTo
  } catch {
    // Not there in a folder in which no run was started yet.
    return 0
  }
}

/** Notes it beside the database, not for good: what takes a log away comes long after. */
export function markNumber(file: string, upTo: number): void {
  const path = markBeside(file)
  try {
    writeFileSync(`${path}.new`, JSON.stringify({ upTo }), { mode: 0o600 })
    renameSync(`${path}.new`, path)
  } catch {
    // It is only a help, and no run is refused for it.
  }
}
