import { setTimeout as sleep } from 'node:timers/promises'
import { EngineProcess, type Program } from './engine-process'
import { feed } from './feed'
import { WORKLOADS, type Workload } from './pipelines'
import { SeededRandom } from './random'
import { Submissions, type Submission } from './submissions'

export interface TortureOptions {
  readonly program: Program
  /** Empty; holds the data folder, the ledger and the engine's log. */
  readonly folder: string
  readonly seed: number
  readonly kills: number
  readonly runs: number
  /** `mixed` unless given. */
  readonly workload?: Workload | undefined
  readonly onProgress?: ((done: { readonly kills: number; readonly ended: number }) => void) | undefined
}

export interface Tortured {
  readonly submissions: readonly Submission[]
  readonly kills: number
  /** How many of them hit an engine that was still starting: migrating, recovering. */
  readonly killsAtStart: number
  /** What went wrong on the client's side of things: refusals, ends without a kill, a wait in vain. */
  readonly complaints: readonly string[]
  readonly ms: number
}

/** A quarter of the kills hit within this time (ms) from the start of the process, the rest within this time of its readiness. */
const KILL_WITHIN_MS = { start: 600, work: 150 }
/** Nothing is told for so long (ms): whatever is still open will never end. */
const PATIENCE_MS = 30_000

/**
 * Submits runs to an engine and kills it, again and again, at moments drawn from the seed; in the end lets it finish.
 * The seed fixes what is submitted and when kills are aimed; what they hit depends on the machine.
 */
export async function torture({ program, folder, seed, kills, runs, workload = 'mixed', onProgress }: TortureOptions): Promise<Tortured> {
  const began = Date.now()
  const random = new SeededRandom(seed)
  const submissions = new Submissions(runs, random, WORKLOADS[workload])
  const complaints: string[] = []
  let killsAtStart = 0
  let lastNews = Date.now()
  const open = () =>
    new EngineProcess(program, folder, ({ runId, events, ended }) => {
      lastNews = Date.now()
      submissions.told(runId, events, ended)
    })

  for (let kill = 0; kill < kills; kill++) {
    const atStart = random.below(4) === 0
    const delay = random.below(atStart ? KILL_WITHIN_MS.start : KILL_WITHIN_MS.work)
    const engine = open()
    const feeding = feed(engine, submissions, Math.ceil((runs * (kill + 1)) / (kills + 1)), complaints)
    if (!atStart) await engine.ready.catch((error: unknown) => complaints.push(`kill ${kill}: ${String(error)}`))
    await sleep(delay)
    if (!engine.alive) complaints.push(`kill ${kill}: the engine had ended by itself`)
    if (atStart && (await isPending(engine.ready))) killsAtStart += 1
    await engine.kill()
    await feeding
    onProgress?.({ kills: kill + 1, ended: runs - submissions.open.length })
  }

  const engine = open()
  const feeding = feed(engine, submissions, runs, complaints)
  lastNews = Date.now()
  while (submissions.open.length > 0 && Date.now() - lastNews < PATIENCE_MS && engine.alive) await sleep(20)
  for (const { key, runId, told } of submissions.open)
    complaints.push(`${key} (${runId ?? 'not acknowledged'}) did not end; its last news: ${told.at(-1)?.text ?? 'none'}`)
  const code = engine.alive ? await engine.stop() : null
  if (code !== 0) complaints.push(`the engine did not stop by itself (exit code ${code ?? 'none'})`)
  await feeding
  onProgress?.({ kills, ended: runs - submissions.open.length })
  return { submissions: submissions.all, kills, killsAtStart, complaints, ms: Date.now() - began }
}

const isPending = (promise: Promise<unknown>): Promise<boolean> =>
  Promise.race([
    promise.then(
      () => false,
      () => false,
    ),
    sleep(0, true),
  ])
