import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { SeededRandom } from '../torture/random'
import type { Effect, Fault, SqliteCode } from './fault'
import { type DeathAtCommit, play, playAndKeep, playOn, prepareScenario, type Played } from './play'
import { makeRigFolder } from './make-rig-folder'
import type { FaultScenario } from './scenario'

export interface SweepOptions {
  readonly scenario: FaultScenario
  /** How often each point is visited; one time unless given. From the second time on the life after it, if there is one, has a fault of its own. */
  readonly times?: number
  /** What the faults of later lives are drawn from. */
  readonly seed?: number
  /** Hears of each point. */
  readonly report?: (done: { readonly points: number; readonly wrong: readonly string[] }) => void
}

export interface Swept {
  readonly scenario: string
  /** How many faults happened. */
  readonly points: number
  /** What was not as it must be; empty when all is well. */
  readonly wrong: readonly string[]
  /** What was said to the database without a fault. */
  readonly statements: readonly string[]
}

const KILLED_AT_COMMIT: readonly Effect[] = [
  { kind: 'kill', when: 'before' },
  { kind: 'kill', when: 'after' },
]
const UNTOLD_COMMIT: Effect = { kind: 'ambiguous', code: 'SQLITE_IOERR_FSYNC' }
const AT_COMMIT: readonly Effect[] = [...KILLED_AT_COMMIT, UNTOLD_COMMIT]

/** Second faults hit within so many commits of the start: more than any recovery has. */
const WITHIN = 15

/**
 * Ends the process before and after each commit of a scenario, and lets each commit report a failure though it was made:
 * at the first, the second, and so on, until the scenario comes to its end before the fault is due. What would be left by a process
 * that was killed is taken from one that goes on, one for all commits.
 */
export function sweepCommitPoints({ times = 1, ...options }: SweepOptions): Promise<Swept> {
  return sweep(options, async ({ visit, goOn, deaths }, random) => {
    const next = (): Fault => ({ at: 'commit', nth: 1 + random.below(WITHIN), effect: random.of(AT_COMMIT) })
    for (let time = 0; time < times; time++) {
      for (const death of await deaths()) await goOn(death, time === 0 ? [] : [next()])
      for (let nth = 1; (await visit([{ at: 'commit', nth, effect: UNTOLD_COMMIT }, ...(time === 0 ? [] : [next()])])).fired; nth++);
    }
  })
}

/**
 * The same at each commit of the thread that writes, for a scenario that has one; and the thread alone ends, or cannot make the
 * commit, and the engine goes on.
 */
export function sweepThreadCommits(options: SweepOptions): Promise<Swept> {
  return sweep(options, async ({ visit }) => {
    for (const effect of AT_COMMIT_OF_THREAD) for (let nth = 1; (await visit([{ at: 'commit', in: 'thread', nth, effect }])).fired; nth++);
  })
}

const AT_COMMIT_OF_ENGINE: readonly Effect[] = [...AT_COMMIT, { kind: 'throw', code: 'SQLITE_FULL' }]
const AT_COMMIT_OF_THREAD: readonly Effect[] = [...AT_COMMIT_OF_ENGINE, { kind: 'end', when: 'before' }, { kind: 'end', when: 'after' }]

/** What a statement of the thread comes to. */
const AT_STATEMENT_OF_THREAD: readonly Effect[] = [
  { kind: 'throw', code: 'SQLITE_IOERR' },
  { kind: 'throw', code: 'SQLITE_BUSY' },
  { kind: 'end', when: 'before' },
]

/** The same, but for an end of the thread, at each commit that the engine's own connection makes beside it; `inTurn`: one of them at each. */
export function sweepCommitsBesideThread({ inTurn, ...options }: SweepOptions & { readonly inTurn: boolean }): Promise<Swept> {
  return sweep(options, async ({ visit }, _random, { commits }) => {
    for (let nth = 1; nth <= commits; nth++)
      for (const [index, effect] of AT_COMMIT_OF_ENGINE.entries()) if (!inTurn || (nth - 1) % AT_COMMIT_OF_ENGINE.length === index) await visit([{ at: 'commit', nth, effect }])
  })
}

/** The same at its statements, one after the other of what may befall each: at one of `every` so many. */
export function sweepThreadStatements({ every = 1, ...options }: SweepOptions & { readonly every?: number }): Promise<Swept> {
  return sweep(options, async ({ visit }, _random, { ofThread }) => {
    for (let nth = 1, visits = 0; nth <= ofThread.statements; nth += every, visits++) {
      const effect = AT_STATEMENT_OF_THREAD[visits % AT_STATEMENT_OF_THREAD.length]
      if (effect !== undefined) await visit([{ at: 'statement', in: 'thread', nth, effect }])
    }
  })
}

/** Asks the engine to end at each commit of a scenario: without time, with the usual time, and with a second signal that does not wait. */
export function sweepStops(options: SweepOptions): Promise<Swept> {
  return sweep(options, async ({ visit }) => {
    for (const effect of STOPS) for (let nth = 1; (await visit([{ at: 'commit', nth, effect }])).fired; nth++);
  })
}

const STOPS: readonly Effect[] = [
  { kind: 'stop', graceMs: 0 },
  { kind: 'stop', graceMs: 2000 },
  { kind: 'stop', graceMs: 2000, killedAfter: 1 },
]

export interface StatementSweepOptions extends SweepOptions {
  /** What the statements answer that are hit; one after the other when each is hit once. */
  readonly codes: readonly SqliteCode[]
  /** As many in a row fail; one unless given. */
  readonly inARow?: number
  /** Statements that need not be hit any more; those that are hit are added. Without it every one is hit, with every code. */
  readonly hit?: Set<string>
}

/** Lets statements of a scenario fail, from its first on, one in each run of it. */
export function sweepStatements({ codes, inARow = 1, hit, ...options }: StatementSweepOptions): Promise<Swept> {
  return sweep(options, async ({ visit }, _random, unharmed) => {
    const visitAt = (nth: number, code: SqliteCode) => visit([{ at: 'statement', nth, times: inARow, effect: { kind: 'throw', code } }], unharmed)
    if (hit === undefined) {
      for (const code of codes) for (let nth = 1; nth <= unharmed.statements; nth++) await visitAt(nth, code)
      return
    }
    for (const [sql, nth] of unharmed.firsts) {
      const code = codes[hit.size % codes.length]
      if (hit.has(sql) || code === undefined) continue
      const { hit: sqlThatWasHit } = await visitAt(nth, code)
      if (sqlThatWasHit !== null) hit.add(sqlThatWasHit)
    }
  })
}

interface Visits {
  /** `like`: its steps were tried as often as they are to be. */
  visit(faults: readonly Fault[], like?: Played): Promise<Played>
  /** Visits what is left of a life that was killed; without further faults only if that is not what was left at the point before. */
  goOn(death: DeathAtCommit, faults: readonly Fault[]): Promise<void>
  /** What is left of a life that is killed at any of its commits. */
  deaths(): Promise<readonly DeathAtCommit[]>
}

async function sweep(
  { scenario, seed = 1, report }: SweepOptions,
  visitAll: (visits: Visits, random: SeededRandom, unharmed: Played) => Promise<void>,
): Promise<Swept> {
  const folder = makeRigFolder()
  const wrong: string[] = []
  const statements: string[] = []
  let points = 0
  const judge = (played: Played, found: readonly string[] = played.wrong): Played => {
    wrong.push(...found)
    if (played.fired) points += 1
    report?.({ points, wrong: found })
    return played
  }
  try {
    const template = await prepareScenario(scenario, folder)
    const unharmed = await play(scenario, template, [])
    wrong.push(...unharmed.wrong)
    statements.push(...unharmed.firsts.keys())
    const left = join(folder, 'left')
    let known = ''
    const visits: Visits = {
      async visit(faults, like) {
        const played = await play(scenario, template, faults)
        return judge(played, [...played.wrong, ...(like === undefined ? [] : otherTries(scenario, played, like))])
      },
      async goOn(death, faults) {
        if (faults.length === 0 && death.state === known) points += 1
        else judge(await playOn(scenario, death, faults))
        known = death.state
      },
      async deaths() {
        await rm(left, { recursive: true, force: true })
        const { played, deaths } = await playAndKeep(scenario, template, left)
        judge(played)
        return deaths
      },
    }
    await visitAll(visits, new SeededRandom(seed), unharmed)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  return { scenario: scenario.name, points, wrong, statements }
}

const otherTries = ({ name }: FaultScenario, { tries, faults }: Played, like: Played): readonly string[] =>
  tries.join() === like.tries.join() ? [] : [`${name}, ${faults}: tries of steps were ${tries.join(', ')} instead of ${like.tries.join(', ')}`]
