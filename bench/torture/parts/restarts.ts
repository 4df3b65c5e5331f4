import { setTimeout as sleep } from 'node:timers/promises'
import { readLedger } from '../../../engine/testing/torture/ledger'
import type { Lives } from '../../../engine/testing/torture/lives'
import { ledgerFile } from '../../../engine/testing/torture/serve'
import { torture } from '../../../engine/testing/torture/torture'
import { judge, promptMs } from '../judge'
import type { Part } from '../part'

const RESTARTS = 25
const RUNS_A_LIFE = 60
const WORK_MS = 400

/** Killed in the middle of its work. */
const killedAtWork: Lives = () => ({
  async end(engine) {
    await engine.ready
    await sleep(WORK_MS)
    await engine.kill()
    return false
  },
})

export const restarts: Part = {
  name: 'restarts',
  title: 'How soon work goes on after kill -9, and how much of it is done again',
  minutes: 1,
  async run({ program, folder, seed, until }) {
    const tortured = await torture({ program, folder, seed, kills: RESTARTS, runs: RESTARTS * RUNS_A_LIFE, lives: killedAtWork, until })
    const { found, findings, figures } = judge(folder, tortured)
    const calls = readLedger(ledgerFile(folder)).map(({ at }) => at)
    const delays = tortured.starts
      .slice(1)
      .flatMap((start) => {
        const first = calls.find((at) => at >= start)
        return first === undefined ? [] : [first - start]
      })
      .toSorted((a, b) => a - b)
    const median = delays[Math.floor(delays.length / 2)] ?? 0
    const longest = delays.at(-1) ?? 0
    return {
      figures: [
        ['from the start of the process to the first step', `${median} ms in the middle, ${longest} ms at most, of ${delays.length} restarts`],
        ['attempts done again', `${found.lostAttempts}, ${(found.lostAttempts / Math.max(1, tortured.kills)).toFixed(1)} a kill: those that were at work`],
        ...figures,
      ],
      findings: [...findings, ...(longest > promptMs() ? [`work went on ${longest} ms after a start`] : [])],
    }
  },
}
