import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { diesAtCalls, type DiskCalls } from '../../../engine/testing/torture/dies-at-calls'
import { torture } from '../../../engine/testing/torture/torture'
import { judge } from '../judge'
import type { Part } from '../part'

/** Deaths in all, and in one data folder, which begins empty. */
const DEATHS = 2000
const DEATHS_A_FOLDER = 60
const RUNS_A_FOLDER = 40
const LANES = 2
/** What is counted in a folder; by turns. */
const CALLS: readonly DiskCalls[] = ['pwrite64', 'fsync,fdatasync']
/** In the first life of a folder the tables are made: that many calls, of which each folder begins with others. */
const CALLS_OF_FIRST_LIFE = 300
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
        const lives = diesAtCalls({
          calls: CALLS[number % CALLS.length] ?? 'pwrite64',
          from: 1 + ((Math.floor(number / CALLS.length) * DEATHS_A_FOLDER) % CALLS_OF_FIRST_LIFE),
          step: 1,
          lived(nth, died) {
            if (!died) return
            deaths += 1
            furthest = Math.max(furthest, nth)
            progress(`${deaths} deaths in ${folders} folders`)
          },
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
