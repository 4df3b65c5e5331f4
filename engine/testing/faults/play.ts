import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type Database from 'better-sqlite3'
import type { EngineClient } from '../../client/create-client'
import { compareAccounts } from '../torture/check-invariants'
import { readLedger } from '../torture/ledger'
import { onDatabase } from '../on-database'
import { faultInWords, type Fault } from './fault'
import { FaultsClient } from './faults-client'
import { Killed } from './faulty-driver'
import { letTimePass } from './let-time-pass'
import { Life } from './life'
import { digestRemains, keepRemains } from './remains'
import { RigClock } from './rig-clock'
import { makeRigFolder } from './make-rig-folder'
import type { FaultScenario } from './scenario'

export interface Played {
  /** In words. */
  readonly faults: string
  /** False when the scenario came to its end before the fault was due. */
  readonly fired: boolean
  /** What is wrong, with the fault and the scenario; empty when all is well. */
  readonly wrong: readonly string[]
  /** Of the first life. */
  readonly statements: number
  readonly commits: number
  readonly ofThread: { readonly statements: number; readonly commits: number }
  readonly firsts: ReadonlyMap<string, number>
  /** What was being said to the database when the fault happened. */
  readonly hit: string | null
  /** How often each step was tried. */
  readonly tries: readonly string[]
}

const TRIES = `
  select r.external_id || ' ' || s.step_id || iif(s.item_index < 0, '', '[' || s.item_index || ']') || ': ' || count(*)
  from attempts a join step_runs s on s.id = a.step_run_id join runs r on r.id = s.run_id group by s.id order by 1`

const triesIn = (database: Database.Database): readonly string[] => database.prepare<[], string>(TRIES).pluck().all()

/** What does not end within so long (ms) of the engine's time after it began never will. */
const PATIENCE_MS = 10 * 60_000
/** A start that fails is tried again, as a person would. */
const MOST_LIVES = 5
/** How soon what is due is done: the reconciler comes every five seconds. */
const PROMPT_MS = { afterKills: 2000, afterErrors: 7000 }

/** A data folder with the scenario's pipelines in it, to begin from again and again. */
export async function prepareScenario(scenario: FaultScenario, folder: string): Promise<string> {
  const template = join(folder, 'template')
  const life = new Life({ dataFolder: template, ledgerFile: join(folder, 'unused.txt'), remains: '', clock: new RigClock(), fault: null, hasThread: false })
  const client = await life.start()
  for (const { text } of scenario.pipelines) await client.pipelines.save({ text })
  await life.end()
  return template
}

/** A first life that was killed: what is left of it in the data folder and outside, and what the client knows. */
export interface DeathAtCommit {
  readonly fault: Fault
  readonly dataFolder: string
  readonly ledger: string
  readonly client: FaultsClient
  readonly startedAt: number
  readonly diedAt: number
  /** All of this in one text: what is left alike goes on alike. */
  readonly state: string
}

/** Lives through a scenario without faults, and gives all that would be left if it was killed before and after each of its commits. */
export async function playAndKeep(
  scenario: FaultScenario,
  template: string,
  folder: string,
): Promise<{ readonly played: Played; readonly deaths: readonly DeathAtCommit[] }> {
  const deaths: DeathAtCommit[] = []
  const played = await inRig((rig) => new Play(scenario, [], rig, { template, keep: (death) => deaths.push(death), to: folder }).through())
  return { played, deaths }
}

/**
 * Lives through a scenario with faults, one for each life of the engine and none for those after them, and compares what is left:
 * what the client was told, what the outside world saw, what the database holds, and what lies among the artifacts.
 */
export const play = (scenario: FaultScenario, template: string, faults: readonly Fault[]): Promise<Played> => inRig((folder) => new Play(scenario, faults, folder, { template }).through())

/** The same after a first life that was killed. */
export const playOn = (scenario: FaultScenario, death: DeathAtCommit, faults: readonly Fault[]): Promise<Played> =>
  inRig((folder) => new Play(scenario, [death.fault, ...faults], folder, { template: death.dataFolder, death }).through())

async function inRig(work: (folder: string) => Promise<Played>): Promise<Played> {
  const folder = makeRigFolder()
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Beginning {
  /** The data folder that it begins from. */
  readonly template: string
  /** The first life is over. */
  readonly death?: DeathAtCommit
  /** Hears what its first life would leave if it was killed at a commit; data folders are kept in `to`. */
  readonly keep?: (death: DeathAtCommit) => void
  readonly to?: string
}

class Play {
  readonly #scenario: FaultScenario
  readonly #faults: readonly Fault[]
  readonly #folder: string
  readonly #beginning: Beginning
  readonly #clock: RigClock
  readonly #client: FaultsClient
  /** Lives that were over when it began. */
  readonly #past: number
  readonly #lives: Life[] = []
  readonly #starts: number[]
  #starting: Promise<unknown> | null = null

  constructor(scenario: FaultScenario, faults: readonly Fault[], folder: string, beginning: Beginning) {
    const { death } = beginning
    this.#scenario = scenario
    this.#faults = faults
    this.#folder = folder
    this.#beginning = beginning
    this.#past = death === undefined ? 0 : 1
    this.#clock = new RigClock(death?.diedAt)
    this.#starts = death === undefined ? [] : [death.startedAt]
    this.#client = death?.client.copy(this.#clock.life()) ?? new FaultsClient(scenario.pipelines, this.#clock.life())
  }

  async through(): Promise<Played> {
    const { template, death } = this.#beginning
    cpSync(template, this.#dataFolder(0), { recursive: true })
    if (death !== undefined) writeFileSync(this.#ledgerFile, death.ledger)
    const stop = new AbortController()
    const passing = letTimePass({
      clock: this.#clock,
      activity: () => this.#lives.reduce((sum, { driver, thread }) => sum + driver.statements + (thread?.statements ?? 0), 0),
      until: this.#clock.now + PATIENCE_MS,
      signal: stop.signal,
      held: () => this.#starting,
    })
    const complaints: string[] = []
    try {
      await Promise.race([this.#live(), passing])
    } catch (thrown) {
      complaints.push(thrown instanceof Error ? `${thrown.message}${this.#open()}` : String(thrown))
    }
    stop.abort()
    await passing.catch(() => undefined)
    for (const life of this.#lives) await life.end()
    const [first] = this.#lives
    if (first === undefined) throw new Error('nothing was begun')
    const faults = this.#faults.map(faultInWords).join(', ')
    const { judged, tries } = onDatabase(join(this.#lastFolder, 'signalbox.db'), (database) => ({ judged: this.#judge(database), tries: triesIn(database) }))
    const wrong = [...complaints, ...judged].map((what) => `${this.#scenario.name}, ${faults}: ${what}`)
    return { faults, fired: this.#past > 0 || first.fired, wrong, statements: first.driver.statements, commits: first.driver.commits, ofThread: { statements: first.thread?.statements ?? 0, commits: first.thread?.commits ?? 0 }, firsts: first.driver.firsts, hit: first.driver.hit, tries }
  }

  #dataFolder(life: number): string {
    return join(this.#folder, `life-${life}`)
  }

  get #ledgerFile(): string {
    return join(this.#folder, 'ledger.txt')
  }

  async #live(): Promise<void> {
    for (let number = this.#past, folder = 0; ; number++) {
      const life = new Life({
        dataFolder: this.#dataFolder(folder),
        ledgerFile: this.#ledgerFile,
        remains: this.#dataFolder(folder + 1),
        clock: this.#clock,
        fault: this.#faults[number] ?? null,
        hasThread: this.#scenario.hasThread === true,
        look: number === 0 ? this.#look : undefined,
      })
      this.#lives.push(life)
      this.#starts.push(this.#clock.now)
      try {
        const acts = this.#client.actsOn(life, await this.#start(life))
        await this.#scenario.act(acts)
        for (const { key } of this.#client.submissions) await acts.ended(key)
        await acts.well()
        return
      } catch (thrown) {
        if (number >= MOST_LIVES || !(thrown instanceof Killed || life.fired)) throw thrown
        if (life.dead) folder += 1
        else await life.end()
      }
    }
  }

  /** Keeps what would be left if it was killed now. */
  readonly #look = (when: 'before' | 'after', commit: number): void => {
    const { keep, to } = this.#beginning
    if (keep === undefined || to === undefined) return
    const dataFolder = join(to, `${when}-${commit}`)
    keepRemains(this.#dataFolder(0), dataFolder)
    const ledger = readFileSync(this.#ledgerFile, 'utf8')
    const client = this.#client.copy(this.#clock.life())
    const diedAt = this.#clock.now
    keep({
      fault: { at: 'commit', nth: commit, effect: { kind: 'kill', when } },
      dataFolder,
      ledger,
      client,
      startedAt: this.#starts[0] ?? 0,
      diedAt,
      state: [digestRemains(dataFolder), ledger, client.knowledge, diedAt].join('\n'),
    })
  }

  async #start(life: Life): Promise<EngineClient> {
    const starting = life.start()
    this.#starting = starting.catch(() => undefined)
    try {
      return await starting
    } finally {
      this.#starting = null
    }
  }

  #open(): string {
    const open = this.#client.submissions.filter(({ ended }) => ended === null).map(({ key, told }) => `${key}: ${told.at(-1)?.text ?? 'not begun'}`)
    return open.length === 0 ? '' : `; open are ${open.join('; ')}`
  }

  /** Where all of it lies in the end. */
  get #lastFolder(): string {
    const killed = this.#lives.filter(({ dead }) => dead).length
    return this.#dataFolder(this.#lives.at(-1)?.dead === true ? killed - 1 : killed)
  }

  #judge(database: Database.Database): readonly string[] {
    const found = compareAccounts(database, {
      ledger: readLedger(this.#ledgerFile),
      submissions: this.#client.submissions,
      artifacts: join(this.#lastFolder, 'artifacts'),
      promptness: { starts: this.#starts, withinMs: this.#hasErrors ? PROMPT_MS.afterErrors : PROMPT_MS.afterKills },
      mostLost: this.#faults.filter(({ effect }, life) => effect.kind !== 'throw' || this.#past + this.#lives.length > life + 1).length,
    })
    return found.violations.map(({ invariant, what }) => `${invariant}: ${what}`)
  }

  /** Whoever could not read what is due looks again some seconds later. */
  get #hasErrors(): boolean {
    return this.#faults.some(({ effect }) => effect.kind !== 'kill')
  }
}
