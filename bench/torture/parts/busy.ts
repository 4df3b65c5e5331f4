import { openAskedEngine } from '../../../engine/testing/torture/asked-engine'
import { checkAlone } from '../../../engine/testing/torture/check-alone'
import { promptMs } from '../judge'
import type { Part } from '../part'

const TIMES = 20
const LOOP_MS = 4000
/** Long before a loop ends, a lease that is not renewed has run out. */
const LEASE_MS = 1000

const LOOPING = JSON.stringify({
  name: 'looping',
  steps: [
    { id: 'loop', uses: 'script', with: { code: `const until = Date.now() + ${LOOP_MS}; while (Date.now() < until) {} return 'done'`, timeout_ms: 60_000 } },
  ],
})

export const busy: Part = {
  name: 'busy',
  title: `Steps that calculate for seconds without a pause, while others go on`,
  minutes: 1.5,
  async run({ program, folder, until, sources, progress }) {
    const engine = await openAskedEngine(program, folder, { options: { sources, leaseMs: LEASE_MS } }, [LOOPING])
    const findings: string[] = []
    let loops = 0
    let longest = 0
    let beside = 0
    const loop = async () => {
      while (loops < TIMES && Date.now() < until) {
        loops += 1
        const run = await engine.ended(await engine.start('looping'))
        const attempts = run.steps[0]?.attempts.map(({ status }) => status).join(', ')
        if (run.status !== 'succeeded' || attempts !== 'succeeded') findings.push(`a loop ended ${run.status}; its attempts: ${attempts ?? 'none'}`)
        progress(`${loops} of ${TIMES} loops`)
      }
    }
    let looping = true
    const others = async () => {
      while (looping) {
        const began = performance.now()
        await engine.ended(await engine.start('relay'))
        longest = Math.max(longest, performance.now() - began)
        beside += 1
      }
    }
    const going = others()
    await Promise.all([loop(), loop()])
    looping = false
    await going
    await engine.stop()
    if (longest > promptMs()) findings.push(`a run beside the loops took ${longest.toFixed(0)} ms`)
    return {
      figures: [
        ['loops', `${loops}, of ${LOOP_MS} ms each, with leases of ${LEASE_MS} ms`],
        ['runs of four steps beside them', `${beside}, ${longest.toFixed(0)} ms at most`],
      ],
      findings: [...findings, ...checkAlone(folder)],
    }
  },
}
