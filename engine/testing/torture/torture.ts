import { setTimeout as sleep } from 'node:timers/promises'
import { EngineProcess, type Program, type Surroundings } from './engine-process'
import { killedAtRandom, type Lives } from './lives'
import type { Preparation } from './messages'
import { SeededRandom } from './random'
import { Sitting } from './sitting'
import { Submissions, type Submission } from './submissions'
import { WORKLOADS, type WorkloadName } from './workloads'

export interface TortureOptions {
  readonly program: Program
  /** Empty; holds the data folder, the ledger and the engine's log. */
  readonly folder: string
  readonly seed: number
  readonly kills: number
  readonly runs: number
  /** `mixed` unless given. */
  readonly workload?: WorkloadName | undefined
  /** How long ended runs are kept; as usual unless given. */
  readonly history?: Preparation['history']
  /** How the engine's lives end; by `kill -9` at random moments unless given. */
  readonly lives?: Lives | undefined
  /** Of every life, as far as that has none of its own, and of the last. */
  readonly surroundings?: Surroundings | undefined
  /** Between two submissions (ms), for as long as there are any; in bursts, spread over the lives, unless given. */
  readonly paceMs?: number | undefined
  /** Before the last life begins, in which everything must end. */
  readonly beforeLast?: (() => void) | undefined
  /** No more lives after this time (epoch ms), except for the last. */
  readonly until?: number | undefined
  readonly onProgress?: ((done: { readonly kills: number; readonly ended: number }) => void) | undefined
}

export interface Tortured {
  readonly submissions: readonly Submission[]
  readonly kills: number
  /** How many of them hit an engine that was still starting: migrating, recovering. */
  readonly killsAtStart: number
  /** What went wrong on the client's side of things: refusals, ends without a kill, a wait in vain. */
  readonly complaints: readonly string[]
  /** When each process was started, and the longest time that one took until it could be asked (ms). */
  readonly starts: readonly number[]
  readonly longestStartMs: number
  readonly ms: number
}

/** Nothing is told for so long (ms): whatever is still open will never end. */
const PATIENCE_MS = 30_000

/**
 * Submits runs to an engine and ends it, again and again, at moments drawn from the seed; in the last life lets it finish.
 * The seed fixes what is submitted and when kills are aimed; what they hit depends on the machine.
 */
export async function torture(options: TortureOptions): Promise<Tortured> {
  const {
    program,
    folder,
    seed,
    kills,
    runs,
    workload = 'mixed',
    history,
    lives = killedAtRandom,
    surroundings,
    paceMs,
    beforeLast,
    until = Number.POSITIVE_INFINITY,
    onProgress,
  } = options
  const began = Date.now()
  const random = new SeededRandom(seed)
  const submissions = new Submissions(runs, random, WORKLOADS[workload])
  const complaints: string[] = []
  const starts: number[] = []
  let longestStartMs = 0
  let lastNews = Date.now()

  const open = (allowed: number, own: Surroundings | undefined) => {
    const start = Date.now()
    starts.push(start)
    const engine = new EngineProcess(
      program,
      folder,
      (news) => {
        lastNews = Date.now()
        const submission = submissions.told(news)
        if (submission !== undefined) sitting.heard(news, submission)
      },
      { ...surroundings, ...own },
    )
    void engine.ready.then(
      () => (longestStartMs = Math.max(longestStartMs, Date.now() - start)),
      () => undefined,
    )
    const sitting = new Sitting(engine, {
      submissions,
      allowed,
      paceMs,
      needs: { ...WORKLOADS[workload].needs, ...(history !== undefined && { history }) },
      complaints,
    })
    return { engine, fed: sitting.begin(), sitting }
  }

  const share = (lives: number) => (paceMs !== undefined ? submissions.all.length : Math.ceil((submissions.all.length * lives) / (kills + 1)))
  let done = 0
  let killsAtStart = 0
  for (; done < kills && Date.now() < until; done++) {
    const life = lives(done, random)
    const { engine, fed, sitting } = open(share(done + 1), life.surroundings)
    try {
      if (await life.end(engine, fed)) killsAtStart += 1
    } catch (error) {
      complaints.push(`life ${done}: ${error instanceof Error ? error.message : String(error)}`)
      await engine.kill()
    }
    await fed
    await sitting.end()
    onProgress?.({ kills: done + 1, ended: submissions.all.length - submissions.open.length })
  }

  if (paceMs !== undefined) submissions.trim(0)
  else if (done < kills) submissions.trim(share(done + 1))
  beforeLast?.()
  const { engine, fed, sitting } = open(submissions.all.length, undefined)
  lastNews = Date.now()
  while (submissions.open.length > 0 && Date.now() - lastNews < PATIENCE_MS && engine.alive) await sleep(20)
  for (const { key, runId, told } of submissions.open)
    complaints.push(`${key} (${runId ?? 'not acknowledged'}) did not end; its last news: ${told.at(-1)?.text ?? 'none'}`)
  await sitting.end()
  const code = engine.alive ? await engine.stop() : null
  if (code !== 0) complaints.push(`the engine did not stop by itself (exit code ${code ?? 'none'}): ${engine.lastWords()}`)
  await fed
  onProgress?.({ kills: done, ended: submissions.all.length - submissions.open.length })
  return {
    submissions: submissions.all.filter(({ needless }) => !needless),
    kills: done,
    killsAtStart,
    complaints,
    starts,
    longestStartMs,
    ms: Date.now() - began,
  }
}
