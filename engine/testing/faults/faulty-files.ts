import { readFileSync, writeFileSync } from 'node:fs'
import promises from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { resolve, sep } from 'node:path'
import { Killed } from './faulty-driver'

/** What changes what lies in a folder. */
const CHANGES = ['copyFile', 'mkdir', 'open', 'rename', 'rm', 'rmdir', 'symlink', 'utimes', 'writeFile'] as const
type Change = (typeof CHANGES)[number]

/** `half`: in the middle of it, where it has one. */
export type Moment = 'before' | 'half' | 'after'

export interface FileFault {
  /** The `nth` change of a file or folder, counted from 1. */
  readonly nth: number
  readonly when: Moment
}

export interface FilesPlayed {
  /** How many changes there were. */
  readonly changes: number
  /** The process came to its end. */
  readonly died: boolean
}

/**
 * Performs `work` in a process that dies at a change of what lies in `folder`: `die` sees what is left at that moment, and whatever
 * is tried after it, cleaning up too, is not done. It stands between Node and everything that asks it for files by promises, so one
 * such work goes on at a time.
 */
export async function withFileFault(folder: string, fault: FileFault | null, { work, die }: { readonly work: () => Promise<unknown>; readonly die: () => void }): Promise<FilesPlayed> {
  const root = resolve(folder) + sep
  const isInside = (path: unknown): boolean => typeof path === 'string' && (resolve(path) + sep).startsWith(root)
  let changes = 0
  let died = false
  const originals = CHANGES.map((name) => [name, Reflect.get(promises, name)] as const)
  const dieNow = (): never => {
    died = true
    die()
    throw new Killed()
  }
  const at = async (name: Change, perform: () => Promise<unknown>, args: readonly unknown[]): Promise<unknown> => {
    if (!args.some(isInside) || (name === 'open' && args[1] === 'r')) return perform()
    if (died) throw new Killed()
    changes += 1
    if (fault === null || changes !== fault.nth) return perform()
    if (fault.when === 'half') leaveHalf(name, args)
    if (fault.when === 'after') await letGo(await perform())
    return dieNow()
  }
  for (const [name, original] of originals) Reflect.set(promises, name, (...args: readonly unknown[]) => at(name, () => Reflect.apply(original, promises, args), args))
  syncBuiltinESMExports()
  try {
    await work().catch((thrown: unknown) => {
      if (!died) throw thrown
    })
  } finally {
    for (const [name, original] of originals) Reflect.set(promises, name, original)
    syncBuiltinESMExports()
  }
  return { changes, died }
}

/** An open file goes with its process. */
async function letGo(result: unknown): Promise<void> {
  const close: unknown = typeof result === 'object' && result !== null && 'close' in result ? result.close : null
  if (typeof close === 'function') await Reflect.apply(close, result, [])
}

/** What a file holds that was to be written, or copied, when that was cut off. */
function leaveHalf(name: Change, [first, second]: readonly unknown[]): void {
  if (name === 'copyFile' && typeof first === 'string' && typeof second === 'string') {
    const content = readFileSync(first)
    writeFileSync(second, content.subarray(0, Math.floor(content.length / 2)))
  }
  if (name === 'open' && typeof first === 'string') writeFileSync(first, 'not all of')
  if (name === 'writeFile' && typeof first === 'string' && typeof second === 'string') writeFileSync(first, second.slice(0, Math.floor(second.length / 2)))
}
