import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { attach } from '../../../engine/cli/link/attach'
import type { EngineClient } from '../../../engine/client/create-client'
import { toEngineError } from '../../../engine/core/shared/engine-error'
import type { EngineProcess } from '../../../engine/testing/torture/engine-process'
import type { Lives } from '../../../engine/testing/torture/lives'
import { SeededRandom } from '../../../engine/testing/torture/random'
import { databaseFile, dataFolder } from '../../../engine/testing/torture/serve'
import { torture } from '../../../engine/testing/torture/torture'
import { judge } from '../judge'
import type { Part } from '../part'
import { sample, slope, type Sample } from '../samples'

/** A thousand submissions a minute. */
const PACE_MS = 60
/** Lives that are killed, in the first part of the time; then one goes on to its end. */
const KILLED = { share: 0.3, ms: 20_000 }
const SAMPLE_MS = 2000
/** Of the long life, before it counts. */
const WARM_UP = 0.25
const BETWEEN_FAULTS_MS = { least: 3000, most: 9000 }
const KEPT_RUNS = 100
const MOST_LOG_BYTES = 64 * 1024 * 1024
const HEAP_MIB = 160
const MIB = 1024 * 1024

export const soak: Part = {
  name: 'soak',
  title: 'Half an hour of mixed work at a steady rate, with kills, stops, backups, checks and the removal of old runs',
  minutes: 30,
  async run({ program, folder, seed, until, sources, progress }) {
    const began = Date.now()
    const killsUntil = began + (until - began) * KILLED.share
    const samples: Sample[] = []
    const done = new Map<string, number>()
    const count = (what: string) => done.set(what, (done.get(what) ?? 0) + 1)
    const random = new SeededRandom(seed)

    const torment = async (engine: EngineProcess, to: number): Promise<void> => {
      await engine.ready
      const link = await attach(dataFolder(folder))
      if (link === null) throw new Error('the engine does not answer on its socket')
      const sampling = takeSamples(engine, folder, samples)
      while (Date.now() < to && engine.alive) {
        await sleep(Math.min(Math.max(0, to - Date.now()), BETWEEN_FAULTS_MS.least + random.below(BETWEEN_FAULTS_MS.most - BETWEEN_FAULTS_MS.least)))
        if (random.below(3) === 0) {
          engine.signal('SIGSTOP')
          await sleep(random.below(2000))
          engine.signal('SIGCONT')
          count('stood still')
        } else count(await storageTask(link.client, random.of(['backup', 'check', 'reclaim'] as const), join(folder, 'backup')))
        progress(
          `${Math.round((Date.now() - began) / 60_000)} of ${Math.round((until - began) / 60_000)} minutes, ${[...done].map(([what, times]) => `${what} ${times}`).join(', ')}`,
        )
      }
      clearInterval(sampling)
      await link.close()
    }
    const lives: Lives = () => ({
      async end(engine) {
        if (Date.now() >= killsUntil) {
          samples.length = 0
          await torment(engine, until)
          await engine.stop()
          return false
        }
        await torment(engine, Math.min(killsUntil, Date.now() + KILLED.ms))
        await engine.kill()
        count('killed')
        return false
      },
    })
    const tortured = await torture({
      program,
      folder,
      seed,
      kills: Number.MAX_SAFE_INTEGER,
      runs: Math.ceil((until - began) / PACE_MS),
      workload: 'states',
      history: { days: 365, runsPerPipeline: KEPT_RUNS },
      lives,
      // What is kept for ever would not fit.
      surroundings: { options: { sources }, env: { NODE_OPTIONS: `--max-old-space-size=${HEAP_MIB}` } },
      paceMs: PACE_MS,
      until,
    })
    const judged = judge(folder, tortured, { pruned: true, promptness: undefined })
    const from = samples[0]?.at ?? 0
    const counted = samples.filter(({ at }) => at >= from + ((samples.at(-1)?.at ?? 0) - from) * WARM_UP)
    const logBytes = Math.max(0, ...samples.map((each) => each.logBytes))
    return {
      figures: [
        ...[...done].map(([what, times]): [string, string] => [what, `${times} times`]),
        ...judged.figures.slice(1),
        ['samples of the long life', `${counted.length} in ${(((counted.at(-1)?.at ?? 0) - (counted[0]?.at ?? 0)) / 60_000).toFixed(1)} minutes`],
        [`memory, with ${HEAP_MIB} MiB for what is kept`, `${figure(counted, (each) => each.memoryBytes / MIB)} MiB an hour`],
        ['handles', `${figure(counted, ({ handles }) => handles)} an hour`],
        ['database', `${figure(counted, (each) => each.databaseBytes / MIB)} MiB an hour`],
        ['log of the database', `${(logBytes / MIB).toFixed(1)} MiB at most`],
      ],
      findings: [...judged.findings, ...(logBytes > MOST_LOG_BYTES ? [`the log of the database grew to ${(logBytes / MIB).toFixed(0)} MiB`] : [])],
    }
  },
}

const figure = (samples: readonly Sample[], of: (sample: Sample) => number): string => {
  const values = samples.map(of)
  return `${Math.min(...values).toFixed(1)} to ${Math.max(...values).toFixed(1)}, growing by ${slope(samples, of).toFixed(1)}`
}

function takeSamples(engine: EngineProcess, folder: string, samples: Sample[]): NodeJS.Timeout {
  return setInterval(() => {
    const taken = sample(engine.pid, databaseFile(folder))
    if (taken !== null) samples.push(taken)
  }, SAMPLE_MS)
}

/** Does it and waits for its end. Gives back what happened, in a word. */
async function storageTask({ storage }: EngineClient, task: 'backup' | 'check' | 'reclaim', place: string): Promise<string> {
  rmSync(place, { recursive: true, force: true })
  try {
    await (task === 'backup' ? storage.backup({ to: place }) : storage[task]())
  } catch (thrown) {
    const { code, message } = toEngineError(thrown)
    if (code === 'storage_busy') return 'found the storage busy'
    throw new Error(`${task}: ${message}`, { cause: thrown })
  }
  for (;;) {
    const { job } = await storage.status()
    if (job?.state === 'failed') throw new Error(`a ${task} failed: ${job.error?.message ?? 'without a reason'}`)
    if (job?.state !== 'running') return { backup: 'backed up', check: 'checked', reclaim: 'reclaimed space' }[task]
    await sleep(100)
  }
}
