import type { RunStatus } from '../../contract/run-status'
import type { RunEvent } from '../../contract/events'
import type { TorturePipeline } from '../torture/pipelines'
import { BULK } from './life'
import type { FaultScenario } from './scenario'

const pipeline = (name: string, ends: RunStatus, body: string): TorturePipeline => ({ name, ends, input: {}, text: `name: ${name}\n${body}` })

type StepChanged = Extract<RunEvent, { type: 'step.changed' }>
const isStep =
  (stepId: string, status: StepChanged['status']) =>
  (event: RunEvent): event is StepChanged =>
    event.type === 'step.changed' && event.stepId === stepId && event.status === status

const retry = 'retry: { attempts: 3, backoff: fixed, delay: 20ms, max: 20ms, jitter: none }'

/** A few steps each, of every way in which a run can go: what a fault may hit in the middle. */
export const FAULT_SCENARIOS: readonly FaultScenario[] = [
  {
    name: 'a chain with a retry',
    pipelines: [
      pipeline(
        'chain',
        'succeeded',
        `
steps:
  - { id: one, uses: ledger }
  - { id: two, uses: ledger, needs: [one], ${retry}, with: { failing_tries: 1, given: "\${{ steps.one.output.count }}", expected: 1 } }
  - { id: three, uses: ledger, needs: [two], with: { given: "\${{ steps.two.output.count }}", expected: 2 } }
outputs: { count: "\${{ steps.three.output.count }}" }
`,
      ),
    ],
    act: async ({ submit }) => void (await submit('chain', 'chain')),
  },
  {
    name: 'a map and its join',
    pipelines: [
      pipeline(
        'fan',
        'succeeded',
        `
steps:
  - { id: each, uses: ledger, map: { over: "[1, 2, 3]", max_parallel: 2 } }
  - { id: join, uses: ledger, needs: [each], with: { given: "\${{ size(steps.each.output) }}", expected: 3 } }
`,
      ),
    ],
    act: async ({ submit }) => void (await submit('fan', 'fan')),
  },
  {
    name: 'an approval',
    pipelines: [
      pipeline(
        'asking',
        'succeeded',
        `
steps:
  - { id: ask, uses: approval, with: { question: "Go on?", value: 1 } }
  - { id: after, uses: ledger, needs: [ask] }
`,
      ),
    ],
    async act({ submit, heard, once }) {
      await submit('asking', 'asking')
      const { approvalId } = await heard('asking', (event) => event.type === 'approval.asked')
      await once('answer', (client) => client.approvals.answer({ approvalId, approve: true }), ['approval_already_answered'])
    },
  },
  {
    name: 'a run that is started by a step',
    pipelines: [
      pipeline(
        'parent',
        'succeeded',
        '\nsteps:\n  - { id: start, uses: pipeline, with: { pipeline: child } }\n  - { id: after, uses: ledger, needs: [start] }\n',
      ),
      pipeline('child', 'succeeded', '\nsteps: [{ id: work, uses: ledger }]\n'),
    ],
    act: async ({ submit }) => void (await submit('parent', 'parent')),
  },
  {
    name: 'a group of one in which a run waits',
    pipelines: [
      pipeline(
        'turns',
        'succeeded',
        '\nconcurrency: { limit: 1 }\nsteps:\n  - { id: one, uses: ledger, with: { wait_ms: 30 } }\n  - { id: two, uses: ledger, needs: [one] }\n',
      ),
    ],
    async act({ submit }) {
      await submit('first', 'turns')
      await submit('second', 'turns')
    },
  },
  {
    name: 'a timer',
    pipelines: [
      pipeline('patient', 'succeeded', '\nsteps:\n  - { id: wait, uses: wait, with: { for: 2s } }\n  - { id: after, uses: ledger, needs: [wait] }\n'),
    ],
    act: async ({ submit }) => void (await submit('patient', 'patient')),
  },
  {
    name: 'steps for a failed run',
    pipelines: [
      pipeline(
        'broken',
        'failed',
        `
steps:
  - { id: bad, uses: ledger, with: { broken: true } }
  - { id: never, uses: ledger, needs: [bad] }
on_failure:
  - { id: tell, uses: ledger }
`,
      ),
    ],
    act: async ({ submit }) => void (await submit('broken', 'broken')),
  },
  {
    name: 'a cancel',
    pipelines: [
      pipeline(
        'long',
        'succeeded',
        `
steps:
  - { id: wait, uses: wait, with: { for: 1h } }
  - { id: work, uses: ledger }
  - { id: after, uses: ledger, needs: [wait, work] }
`,
      ),
    ],
    async act({ submit, heard, cancel }) {
      await submit('long', 'long')
      await heard('long', isStep('wait', 'waiting'))
      await cancel('long')
    },
  },
  {
    name: 'a rerun',
    pipelines: [
      pipeline(
        'twice',
        'succeeded',
        '\nsteps:\n  - { id: one, uses: ledger }\n  - { id: two, uses: ledger, needs: [one], with: { given: "${{ steps.one.output.count }}", expected: 1 } }\n',
      ),
    ],
    async act({ submit, ended, again }) {
      const run = await submit('once', 'twice')
      await ended('once')
      await again('again', 'twice', (client, idempotencyKey) => client.runs.rerun({ run, from: 'two', idempotencyKey }))
    },
  },
  {
    name: 'an artifact',
    pipelines: [
      pipeline(
        'large',
        'succeeded',
        `
steps:
  - { id: much, uses: bulky }
  - { id: after, uses: ledger, needs: [much], with: { given: "\${{ size(steps.much.output.text) }}", expected: ${BULK} } }
`,
      ),
    ],
    act: async ({ submit }) => void (await submit('large', 'large')),
  },
  {
    name: 'steps that are at work',
    pipelines: [
      pipeline(
        'busy',
        'succeeded',
        `
steps:
  - { id: each, uses: slow, map: { over: "[1, 2]" }, with: { work_ms: 500 } }
  - { id: deaf, uses: slow, with: { work_ms: 3500, deaf: true } }
  - { id: after, uses: ledger, needs: [each, deaf] }
`,
      ),
    ],
    act: async ({ submit }) => void (await submit('busy', 'busy')),
  },
]

/** So much at once that it is gathered, and handed to the thread that writes. */
export const CROWD: FaultScenario = {
  name: 'a crowd',
  hasThread: true,
  pipelines: [
    pipeline(
      'crowd',
      'succeeded',
      `
steps:
  - { id: first, uses: ledger, map: { over: "[1, 2, 3, 4]" } }
  - { id: flaky, uses: ledger, map: { over: "[1, 2]" }, ${retry}, with: { failing_tries: 1 } }
  - { id: second, uses: ledger, needs: [first, flaky], map: { over: "[1, 2, 3]" } }
  - { id: join, uses: ledger, needs: [second], with: { given: "\${{ size(steps.second.output) }}", expected: 3 } }
`,
    ),
    pipeline(
      'bad',
      'failed',
      `
steps:
  - { id: each, uses: ledger, map: { over: "[1, 2, 3]" }, with: { broken: true } }
  - { id: never, uses: ledger, needs: [each] }
on_failure:
  - { id: tell, uses: ledger, map: { over: "[1, 2]" } }
`,
    ),
  ],
  async act({ submit }) {
    await Promise.all([submit('one', 'crowd'), submit('two', 'crowd'), submit('three', 'bad')])
  },
}
