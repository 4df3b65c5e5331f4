import { setTimeout as sleep } from 'node:timers/promises'
import type { Lives } from '../../../engine/testing/torture/lives'
import { noSettableClock, settableClockIn } from '../../../engine/testing/torture/settable-clock'
import { torture } from '../../../engine/testing/torture/torture'
import { judge } from '../judge'
import type { Part } from '../part'

const LIVES = 30
const JUMPS_A_LIFE = 4
const RUNS_A_LIFE = 30
const BETWEEN_MS = 250
const HOUR = 3600
const YEARS = 10 * 365 * 24 * HOUR
/** Seconds. */
const JUMPS = [HOUR, -HOUR, YEARS, -YEARS]

export const clock: Part = {
  name: 'clock',
  title: 'The clock of the computer jumps by an hour or ten years, to and fro, with libfaketime',
  minutes: 1.5,
  missing: noSettableClock,
  async run({ program, folder, seed, until, progress }) {
    const settable = settableClockIn(folder)
    if (typeof settable === 'string') throw new Error(settable)
    let furthest = 0
    let offset = 0
    let jumps = 0
    const set = (seconds: number) => {
      offset = seconds
      furthest = Math.max(furthest, seconds)
      settable.set(seconds)
    }
    const walks: Lives = (number, random) => ({
      async end(engine) {
        await engine.ready
        for (let jump = 0; jump < JUMPS_A_LIFE; jump++) {
          await sleep(random.below(BETWEEN_MS))
          // Never so far that it runs away.
          const by = random.of(JUMPS)
          set(Math.abs(offset + by) > YEARS ? 0 : offset + by)
          jumps += 1
          progress(`${jumps} jumps`)
        }
        await sleep(random.below(BETWEEN_MS))
        if (number % 2 === 0) await engine.kill()
        else await engine.stop()
        return false
      },
    })
    const tortured = await torture({
      program,
      folder,
      seed,
      kills: LIVES,
      runs: LIVES * RUNS_A_LIFE,
      workload: 'states',
      lives: walks,
      surroundings: { env: settable.env },
      // A clock that is years ahead makes every run an old one.
      history: { days: null, runsPerPipeline: null },
      // What was told to wait until a time long after must come to its end.
      beforeLast: () => set(furthest + HOUR),
      until,
    })
    const judged = judge(folder, tortured, { clockJumped: true, promptness: undefined })
    return { figures: [['jumps', `${jumps}, ±1 h and ±10 years`], ...judged.figures], findings: judged.findings }
  },
}
