import { openAskedEngine } from '../../../engine/testing/torture/asked-engine'
import { checkAlone } from '../../../engine/testing/torture/check-alone'
import { GREEDY_PIPELINES } from '../../../engine/testing/torture/greedy-pipelines'
import type { Part } from '../part'

const TIMES = 20

export const memory: Part = {
  name: 'memory',
  title: 'Steps that want more memory than they may have',
  minutes: 1,
  async run({ program, folder, until, sources, progress }) {
    const engine = await openAskedEngine(
      program,
      folder,
      { options: { sources } },
      GREEDY_PIPELINES.map(({ text }) => text),
    )
    const findings: string[] = []
    let times = 0
    for (; times < TIMES && Date.now() < until; times++) {
      const [beside, ...greedy] = await Promise.all(
        ['relay', ...GREEDY_PIPELINES.map(({ name }) => name)].map(async (name) => engine.ended(await engine.start(name))),
      )
      if (beside?.status !== 'succeeded') findings.push(`a run beside them ended ${beside?.status ?? 'not at all'}`)
      for (const [index, { name, code, attempts }] of GREEDY_PIPELINES.entries()) {
        const run = greedy[index]
        const tried = run?.steps[0]?.attempt
        if (run?.error?.code !== code || tried !== attempts) findings.push(`${name} ended with ${run?.error?.code ?? 'nothing'} after ${tried ?? 0} attempts`)
      }
      progress(`${times + 1} of ${TIMES} times`)
    }
    await engine.stop()
    return {
      figures: [
        ['each', `${times} times`],
        ...GREEDY_PIPELINES.map(({ name, code, attempts }): [string, string] => [
          `a ${name}`,
          `${code}, after ${attempts} attempt${attempts === 1 ? '' : 's'}`,
        ]),
      ],
      findings: [...findings, ...checkAlone(folder)],
    }
  },
}
