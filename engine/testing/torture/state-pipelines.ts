import type { TorturePipeline } from './pipelines'

const pipeline = (name: string, ends: TorturePipeline['ends'], body: string, rest: Partial<TorturePipeline> = {}): TorturePipeline => ({
  name,
  ends,
  input: {},
  text: `name: ${name}\n${body}`,
  ...rest,
})

const TOWNS = ['Oslo', 'Bergen', 'Turku'].map((town) => ({ town }))

/** Longer than any life of an engine that is killed. */
const LONG_WAIT = '1500ms'

/** A run each for every state that a run can be in for long: asked, asleep, waiting for another, for its turn or for a place. */
export const STATE_PIPELINES: readonly TorturePipeline[] = [
  pipeline(
    'apology',
    'failed',
    `
steps:
  - { id: bad, uses: ledger, with: { broken: true } }
  - { id: beside, uses: ledger, with: { work_ms: 10 } }
on_failure:
  - { id: tell, uses: ledger, with: { work_ms: 5 } }
  - { id: tidy, uses: ledger, needs: [tell] }
`,
  ),
  pipeline(
    'asking',
    'succeeded',
    `
steps:
  - { id: before, uses: ledger }
  - { id: ask, uses: approval, needs: [before], with: { question: "Go on?", value: 1 } }
  - { id: after, uses: ledger, needs: [ask] }
`,
    { mayFailOf: ['approval_rejected'] },
  ),
  pipeline(
    'unheard',
    'failed',
    `
steps:
  - { id: ask, uses: approval, with: { question: "Is anybody there?", expires: 120ms } }
  - { id: after, uses: ledger, needs: [ask] }
`,
    { mayFailOf: ['approval_expired'], unanswered: true },
  ),
  pipeline(
    'sleeper',
    'succeeded',
    `
steps:
  - { id: sleep, uses: wait, with: { for: ${LONG_WAIT} } }
  - { id: doze, uses: ledger, with: { wait_ms: 600 } }
  - { id: after, uses: ledger, needs: [sleep, doze] }
`,
  ),
  pipeline(
    'one_by_one',
    'succeeded',
    `
concurrency: { limit: 1 }
steps:
  - { id: first, uses: ledger, with: { work_ms: 5 } }
  - { id: second, uses: ledger, needs: [first] }
`,
  ),
  pipeline(
    'two_of_a_town',
    'succeeded',
    `
inputs: { town: { type: string, required: true } }
concurrency: { limit: 2, group: "\${{ inputs.town }}" }
steps:
  - { id: first, uses: ledger, with: { work_ms: 10 } }
  - { id: second, uses: ledger, needs: [first], with: { wait_ms: 20 } }
`,
    { inputs: TOWNS },
  ),
  pipeline(
    'now_or_never',
    'succeeded',
    `\nconcurrency: { limit: 1, overlap: skip }\nsteps:\n  - { id: work, uses: ledger, with: { work_ms: 30 } }\n  - { id: more, uses: ledger, needs: [work] }\n`,
    { overlap: 'skip' },
  ),
  pipeline(
    'newest_of_a_town',
    'succeeded',
    `
inputs: { town: { type: string, required: true } }
concurrency: { limit: 2, group: "\${{ inputs.town }}", overlap: cancel_oldest }
steps:
  - { id: work, uses: ledger, with: { work_ms: 30 } }
  - { id: more, uses: ledger, needs: [work], with: { wait_ms: 30 } }
`,
    { overlap: 'cancel_oldest', inputs: TOWNS },
  ),
  pipeline('parent', 'succeeded', `\nsteps:\n  - { id: start, uses: pipeline, with: { pipeline: child } }\n  - { id: after, uses: ledger, needs: [start] }\n`),
  pipeline(
    'family',
    'succeeded',
    `
steps:
  - { id: each, uses: pipeline, map: { over: "[1, 2, 3]", max_parallel: 2 }, with: { pipeline: child } }
  - { id: after, uses: ledger, needs: [each], with: { given: "\${{ size(steps.each.output) }}", expected: 3 } }
`,
  ),
  pipeline(
    'lenient',
    'succeeded',
    `
steps:
  - { id: each, uses: ledger, map: { over: "[false, true, false, true, false, false]", max_parallel: 2, on_item_error: continue }, with: { broken: "\${{ item }}", work_ms: 5 } }
  - { id: join, uses: ledger, needs: [each], with: { given: "\${{ size(steps.each.output) }}", expected: 6 } }
`,
  ),
  pipeline(
    'strict',
    'failed',
    `
steps:
  - { id: each, uses: ledger, map: { over: "[false, false, true, false, false, false]", max_parallel: 2 }, with: { broken: "\${{ item }}", work_ms: 5 } }
  - { id: join, uses: ledger, needs: [each] }
`,
  ),
  pipeline(
    'thrifty',
    'succeeded',
    `
inputs: { town: { type: string, required: true } }
steps:
  - { id: look, uses: ledger, cache: { key: "\${{ inputs.town }}", ttl: 1s } }
  - { id: after, uses: ledger, needs: [look], with: { given: "\${{ steps.look.output.count }}", expected: 1 } }
`,
    { inputs: TOWNS },
  ),
  pipeline(
    'printed',
    'succeeded',
    `
steps:
  - { id: print, uses: ledger, queue: binding, map: { over: range(4), max_parallel: 4 }, with: { service: press, work_ms: 5 } }
  - { id: bind, uses: ledger, queue: binding, needs: [print] }
`,
  ),
  pipeline(
    'careful',
    'succeeded',
    `
steps:
  - { id: pay, uses: ledger, on_lost: ask, with: { work_ms: 60 } }
  - { id: after, uses: ledger, needs: [pay] }
`,
    { mayFailOf: ['worker_lost'] },
  ),
  pipeline(
    'careless',
    'succeeded',
    `\nsteps:\n  - { id: pay, uses: ledger, on_lost: fail, with: { work_ms: 40 } }\n  - { id: after, uses: ledger, needs: [pay] }\n`,
    { mayFailOf: ['worker_lost'] },
  ),
]

/** What those start in their turn. */
export const CHILD_PIPELINE: TorturePipeline = pipeline(
  'child',
  'succeeded',
  `\nsteps:\n  - { id: one, uses: ledger, with: { work_ms: 5 } }\n  - { id: two, uses: ledger, needs: [one], with: { wait_ms: 20 } }\n`,
)
