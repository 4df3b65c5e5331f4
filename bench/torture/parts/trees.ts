import { setTimeout as sleep } from 'node:timers/promises'
import { openAskedEngine } from '../../../engine/testing/torture/asked-engine'
import { checkAlone } from '../../../engine/testing/torture/check-alone'
import { processesIn } from '../../../engine/testing/torture/processes-in'
import { STUBBORN_COMMANDS, stubbornPipeline } from '../../../engine/testing/torture/stubborn-commands'
import { cancelStubborn } from '../../../engine/testing/torture/stubborn-trial'
import { promptMs } from '../judge'
import type { Part } from '../part'

const TIMES = 20
const GRACE_MS = 1500

export const trees: Part = {
  name: 'trees',
  title: 'Commands that do not want to end, each cancelled 20 times',
  minutes: 2,
  async run({ program, folder, until, sources, progress }) {
    const pipelines = STUBBORN_COMMANDS.map(({ body }, index) => stubbornPipeline(`stubborn_${index}`, body))
    const engine = await openAskedEngine(program, folder, { options: { sources } }, pipelines)
    const longest = new Map<string, number>()
    const findings: string[] = []
    let times = 0
    for (; times < TIMES && Date.now() < until; times++) {
      for (const [index, { name }] of STUBBORN_COMMANDS.entries()) {
        const took = await cancelStubborn(engine, `stubborn_${index}`)
        longest.set(name, Math.max(longest.get(name) ?? 0, took))
        if (took > Math.max(GRACE_MS, promptMs())) findings.push(`one that ${name} took ${took.toFixed(0)} ms to end`)
      }
      await sleep(GRACE_MS)
      findings.push(...processesIn(folder).map((pid) => `process ${pid} is still there after round ${times + 1}`))
      progress(`${times + 1} of ${TIMES} rounds`)
    }
    await engine.stop()
    return {
      figures: [
        ['each cancelled', `${times} times`],
        ...[...longest].map(([name, ms]): [string, string] => [`one that ${name}`, `gone after ${ms.toFixed(0)} ms at most`]),
      ],
      findings: [...findings, ...checkAlone(folder)],
    }
  },
}
