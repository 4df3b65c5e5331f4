import { FAULT_SCENARIOS } from '../../../engine/testing/faults/scenarios'
import { sweepCommitPoints } from '../../../engine/testing/faults/sweep'
import type { Part } from '../part'

/** Each round visits every point twice, the second time with a fault in the life after it, too. */
const ROUNDS = 10
const VISITS = 2

export const points: Part = {
  name: 'points',
  title: 'A fault before, after and in the middle of each commit, 20 times each',
  minutes: 4,
  async run({ seed, until, progress }) {
    const findings: string[] = []
    let visited = 0
    let rounds = 0
    let scenarios = 0
    for (; rounds < ROUNDS && Date.now() < until; rounds++) {
      for (const scenario of FAULT_SCENARIOS) {
        if (Date.now() >= until) break
        const swept = await sweepCommitPoints({ scenario, times: VISITS, seed: seed + rounds })
        findings.push(...swept.wrong)
        visited += swept.points
        scenarios += 1
        progress(`${visited} faults, ${scenario.name}`)
      }
    }
    return {
      figures: [
        ['faults', String(visited)],
        ['visits of each point', `${Math.floor(scenarios / FAULT_SCENARIOS.length) * VISITS} of ${ROUNDS * VISITS}`],
        ['scenarios', String(FAULT_SCENARIOS.length)],
      ],
      findings,
    }
  },
}
