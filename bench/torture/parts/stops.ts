import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { standsStill } from '../../../engine/testing/torture/lives'
import { torture } from '../../../engine/testing/torture/torture'
import { judge, named, together } from '../judge'
import type { Part, PartResult } from '../part'

const STOPS = 500
const LANES = 3
const STOPS_A_LIFE = 5
const RUNS_A_LIFE = 25
/** Much less than a stop lasts, so that every lease has run out when the process goes on. */
const LEASE_MS = 300
const STOPPED_MS = { least: 350, most: 900 }

export const stops: Part = {
  name: 'stops',
  title: 'Stood still for longer than its leases last (SIGSTOP, SIGCONT), 500 times',
  minutes: 3.5,
  async run({ program, folder, seed, until, progress }) {
    let done = 0
    const inTurn = async (_: unknown, lane: number): Promise<PartResult> => {
      const place = join(folder, String(lane))
      mkdirSync(place)
      const lives = Math.ceil(STOPS / LANES / STOPS_A_LIFE)
      const tortured = await torture({
        program,
        folder: place,
        seed: seed + lane,
        kills: lives,
        runs: lives * RUNS_A_LIFE,
        lives: standsStill({ aLife: STOPS_A_LIFE, ms: STOPPED_MS, counted: () => progress(`${++done} of ${STOPS} stops`) }),
        surroundings: { options: { leaseMs: LEASE_MS } },
        until,
      })
      // It is closed when it has been let go on, and has the time to end what is at work.
      return named(`engine ${lane + 1}`, judge(place, tortured, { mostLost: 0, promptness: undefined }))
    }
    const results = await Promise.all(Array.from({ length: LANES }, inTurn))
    const { figures, findings } = together(results)
    return {
      figures: [
        ['stops', `${done}, of ${STOPPED_MS.least} to ${STOPPED_MS.most} ms, with leases of ${LEASE_MS} ms`],
        ...figures.filter(([what]) => !what.endsWith('kills')),
      ],
      findings,
    }
  },
}
