import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import promises from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { join, relative, resolve, sep } from 'node:path'
import { Killed } from './faulty-driver'
import { keepRemains } from './remains'

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
export async function withFileFault(folder: string, fault: FileFault, { work, die }: { readonly work: () => Promise<unknown>; readonly die: () => void }): Promise<FilesPlayed> {
  let changes = 0
  let died = false
  const dieNow = (): never => {
    died = true
    die()
    throw new Killed()
  }
  const between: Between = async (name, perform, args) => {
    if (died) throw new Killed()
    changes += 1
    if (changes !== fault.nth) return perform()
    if (fault.when === 'half') leaveHalf(name, args)
    if (fault.when === 'after') await letGo(await perform())
    return dieNow()
  }
  await standBetween(folder, between, () =>
    work().catch((thrown: unknown) => {
      if (!died) throw thrown
    }),
  )
  return { changes, died }
}

/** Hears of a moment at which a process could die; `keep` copies what it would leave there. The work goes on when it has resolved. */
export type Look = (moment: FileFault, keep: (remains: string) => void) => Promise<void>

/** Performs `work`, and looks at each moment at which `withFileFault` could let its process die. Gives back how many changes there were. */
export async function atEachMoment(folder: string, work: () => Promise<unknown>, look: Look): Promise<number> {
  let changes = 0
  // The work might get over it.
  const wrong: unknown[] = []
  const lookAt: Look = async (moment, keep) => {
    if (wrong.length === 0) await look(moment, keep).catch((thrown: unknown) => wrong.push(thrown))
  }
  const change: Between = async (name, perform, args) => {
    const nth = ++changes
    const keep = (remains: string) => keepRemains(folder, remains)
    await lookAt({ nth, when: 'before' }, keep)
    await lookAt({ nth, when: 'half' }, (remains) => {
      keep(remains)
      leaveHalf(name, args, (path) => join(remains, relative(folder, path)))
    })
    try {
      return await perform()
    } finally {
      await lookAt({ nth, when: 'after' }, keep)
    }
  }
  // While somebody looks, nothing else happens.
  let last: Promise<unknown> = Promise.resolve()
  const between: Between = (...given) => {
    const done = last.then(() => change(...given))
    last = done.catch(() => undefined)
    return done
  }
  await standBetween(folder, between, work)
  if (wrong.length > 0) throw wrong[0]
  return changes
}

/** What becomes of a change of what lies in the folder. */
type Between = (name: Change, perform: () => Promise<unknown>, args: readonly unknown[]) => Promise<unknown>

async function standBetween(folder: string, between: Between, work: () => Promise<unknown>): Promise<void> {
  const root = resolve(folder) + sep
  const isInside = (path: unknown): boolean => typeof path === 'string' && (resolve(path) + sep).startsWith(root)
  const originals = CHANGES.map((name) => [name, Reflect.get(promises, name)] as const)
  for (const [name, original] of originals)
    Reflect.set(promises, name, (...args: readonly unknown[]) => {
      const perform = (): Promise<unknown> => Reflect.apply(original, promises, args)
      return !args.some(isInside) || (name === 'open' && args[1] === 'r') ? perform() : between(name, perform, args)
    })
  syncBuiltinESMExports()
  try {
    await work()
  } finally {
    for (const [name, original] of originals) Reflect.set(promises, name, original)
    syncBuiltinESMExports()
  }
}

/** An open file goes with its process. */
async function letGo(result: unknown): Promise<void> {
  const close: unknown = typeof result === 'object' && result !== null && 'close' in result ? result.close : null
  if (typeof close === 'function') await Reflect.apply(close, result, [])
}

/** What a file holds that was to be written, or copied, when that was cut off; `place` says where, unless it is the file itself. */
function leaveHalf(name: Change, [first, second]: readonly unknown[], place = (path: string): string => path): void {
  if (name === 'copyFile' && typeof first === 'string' && typeof second === 'string' && existsSync(first)) {
    const content = readFileSync(first)
    writeFileSync(place(second), content.subarray(0, Math.floor(content.length / 2)))
  }
  if (name === 'open' && typeof first === 'string') writeFileSync(place(first), 'not all of')
  if (name === 'writeFile' && typeof first === 'string' && typeof second === 'string') writeFileSync(place(first), second.slice(0, Math.floor(second.length / 2)))
}
