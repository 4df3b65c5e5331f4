import { setTimeout as sleep } from 'node:timers/promises'
import { openAskedEngine } from '../../../engine/testing/torture/asked-engine'
import { CANCELLED_PIPELINES, cancelAtRandom, type CancelTrial } from '../../../engine/testing/torture/cancel-trial'
import { checkAlone } from '../../../engine/testing/torture/check-alone'
import { processesIn } from '../../../engine/testing/torture/processes-in'
import { SeededRandom } from '../../../engine/testing/torture/random'
import { promptMs } from '../judge'
import type { Part } from '../part'

const CANCELS = 5000
const AT_ONCE = 12
/** What a process is given to end by itself, and what it takes to end it. */
const GRACE_MS = 1500
/** A receipt that waited in vain comes after two seconds, and the time of a call. */
const SLOW_MS = 2100

export const cancels: Part = {
  name: 'cancels',
  title: 'Cancelled at random moments, 5,000 times, in every kind of step',
  minutes: 4,
  async run({ program, folder, seed, until, sources, progress }) {
    const engine = await openAskedEngine(program, folder, { options: { sources } }, CANCELLED_PIPELINES)
    const random = new SeededRandom(seed)
    const trials: CancelTrial[] = []
    const inTurn = async () => {
      while (trials.length < CANCELS && Date.now() < until) {
        trials.push(await cancelAtRandom(engine, random))
        progress(`${trials.length} of ${CANCELS} cancels`)
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, inTurn))
    await sleep(GRACE_MS)
    const orphans = processesIn(folder)
    await engine.stop()
    const unconfirmed = trials.filter(({ stoppedInMs }) => stoppedInMs === null)
    const slow = unconfirmed.filter(({ tookMs }) => tookMs > Math.max(SLOW_MS, promptMs()))
    const took = trials.map(({ tookMs }) => tookMs).toSorted((a, b) => a - b)
    const at = (share: number) => `${(took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? 0).toFixed(0)} ms`
    return {
      figures: [
        ['cancels', `${trials.length}, ${trials.filter(({ late }) => late).length} of them of runs that had just ended`],
        ['until nothing of the run was alive', `${at(0.5)} in the middle, ${at(0.99)} for 99 of 100, ${at(1)} at most`],
        ['that took longer than two seconds', String(unconfirmed.length)],
        ['processes left behind', String(orphans.length)],
      ],
      findings: [
        ...checkAlone(folder),
        ...orphans.map((pid) => `process ${pid} is still there`),
        ...slow.map(({ pipeline, tookMs }) => `a run of ${pipeline} was not known to have stopped after ${tookMs.toFixed(0)} ms`),
      ],
    }
  },
}
