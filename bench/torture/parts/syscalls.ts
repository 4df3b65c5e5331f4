import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { EngineProcess } from '../../../engine/testing/torture/engine-process'
import type { Lives } from '../../../engine/testing/torture/lives'
import { torture } from '../../../engine/testing/torture/torture'
import { judge } from '../judge'
import type { Part } from '../part'

/** Deaths in all, and in one data folder, which begins empty. */
const DEATHS = 2000
const DEATHS_A_FOLDER = 60
const RUNS_A_FOLDER = 40
const LANES = 2
/** What is counted in a folder; by turns. */
const CALLS = ['pwrite64', 'fsync,fdatasync']
/** In the first life of a folder the tables are made: that many calls, of which each folder begins with others. */
const CALLS_OF_FIRST_LIFE = 300
/** When nothing has happened for so long (ms) after all was submitted, the life had fewer calls than that. */
const QUIET_MS = 400

const tracerOf = (calls: string, nth: number): readonly string[] => [
  'strace',
  '-f',
  '-qq',
  '-o',
  '/dev/null',
  '-e',
  `trace=${calls}`,
  '-e',
  `inject=${calls}:signal=KILL:when=${nth}`,
]

/** Dies at such a call of a life, at the next of the next, and so on; from the first again when a life has no more of them. */
function diesAtCalls(folder: number, reached: (nth: number, died: boolean) => void): Lives {
  const calls = CALLS[folder % CALLS.length] ?? ''
  let nth = (Math.floor(folder / CALLS.length) * DEATHS_A_FOLDER) % CALLS_OF_FIRST_LIFE
  return () => {
    nth += 1
    const aim = nth
    return {
      surroundings: { wrapper: tracerOf(calls, aim) },
      async end(engine, fed) {
        const starting = await isStillStarting(engine)
        await Promise.race([engine.gone(), fed.then(() => sleep(QUIET_MS))])
        if (engine.alive) {
          nth = 0
          await engine.stop()
        }
        reached(aim, !engine.alive && nth !== 0)
        return starting
      },
    }
  }
}

const isStillStarting = (engine: EngineProcess): Promise<boolean> =>
  engine.ready.then(
    () => false,
    () => true,
  )

export const syscalls: Part = {
  name: 'syscalls',
  title: 'Killed at the first, second, third … write or flush of the database, with strace',
  minutes: 5,
  missing: () => (spawnSync('strace', ['-V']).status === 0 ? null : 'there is no strace here.'),
  async run({ program, folder, seed, until, progress }) {
    const findings: string[] = []
    let deaths = 0
    let furthest = 0
    let folders = 0
    let atStart = 0
    let lost = 0
    const inTurn = async () => {
      while (deaths < DEATHS && Date.now() < until) {
        const number = folders++
        const place = join(folder, String(number))
        mkdirSync(place)
        const lives = diesAtCalls(number, (nth, died) => {
          if (!died) return
          deaths += 1
          furthest = Math.max(furthest, nth)
          progress(`${deaths} deaths in ${folders} folders`)
        })
        const tortured = await torture({ program, folder: place, seed: seed + number, kills: DEATHS_A_FOLDER, runs: RUNS_A_FOLDER, lives, until })
        const judged = judge(place, tortured)
        atStart += tortured.killsAtStart
        lost += judged.found.lostAttempts
        findings.push(...judged.findings.map((finding) => `folder ${number}: ${finding}`))
        if (judged.findings.length === 0) rmSync(place, { recursive: true })
      }
    }
    await Promise.all(Array.from({ length: LANES }, inTurn))
    return {
      figures: [
        ['deaths', `${deaths}, ${atStart} of them while the engine was starting`],
        ['data folders', `${folders}, each begun empty`],
        ['the furthest call of a life', String(furthest)],
        ['attempts lost with their worker', String(lost)],
      ],
      findings,
    }
  },
}
