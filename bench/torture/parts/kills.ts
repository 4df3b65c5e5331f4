import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { processesIn } from '../../../engine/testing/torture/processes-in'
import { torture } from '../../../engine/testing/torture/torture'
import type { WorkloadName } from '../../../engine/testing/torture/workloads'
import { judge, named, together } from '../judge'
import type { Part, PartResult } from '../part'

/** In each workload. */
const KILLS = 250
/** Commands take more of the machine than what only writes a line. */
const WORKLOADS: readonly { readonly workload: WorkloadName; readonly runsAKill: number }[] = [
  { workload: 'mixed', runsAKill: 8 },
  { workload: 'relay', runsAKill: 10 },
  { workload: 'states', runsAKill: 5 },
  { workload: 'shell', runsAKill: 2 },
]

export const kills: Part = {
  name: 'kills',
  title: 'Killed at random moments (kill -9), 1,000 times, over four workloads',
  minutes: 7,
  async run({ program, folder, seed, until, progress }) {
    const results: PartResult[] = []
    for (const [index, { workload, runsAKill }] of WORKLOADS.entries()) {
      const place = join(folder, workload)
      mkdirSync(place)
      const tortured = await torture({
        program,
        folder: place,
        seed: seed + index,
        kills: KILLS,
        runs: KILLS * runsAKill,
        workload,
        until: Date.now() + (until - Date.now()) / (WORKLOADS.length - index),
        onProgress: (done) => progress(`${workload}, ${done.kills} of ${KILLS} kills, ${done.ended} runs ended`),
      })
      const left = processesIn(place)
      const { figures, findings } = judge(place, tortured)
      results.push(named(workload, { figures, findings: [...findings, ...left.map((pid) => `process ${pid} is still there`)] }))
    }
    return together(results)
  },
}
