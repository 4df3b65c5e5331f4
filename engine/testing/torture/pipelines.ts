import type { JsonObject } from '../../contract/json'
import type { ErrorCode } from '../../contract/errors'
import type { RunStatus } from '../../contract/run-status'

export interface TorturePipeline {
  readonly name: string
  readonly text: string
  readonly input: JsonObject
  /** How each of its runs ends when nobody cancels it. */
  readonly ends: RunStatus
  /** Its runs may fail with these instead: of what a person decided, of a time that passed, or of a kill. */
  readonly mayFailOf?: readonly ErrorCode[]
  /** What becomes of runs that find no place in their group. */
  readonly overlap?: 'skip' | 'cancel_oldest'
  /** Of these inputs each run is given one. */
  readonly inputs?: readonly JsonObject[]
  /** Its questions are left to expire. */
  readonly unanswered?: boolean
}

const LIST = Array.from({ length: 20 }, (_, index) => `item ${index}`)

/** Four steps each, of every shape that a run can take. */
export const TORTURE_PIPELINES: readonly TorturePipeline[] = [
  {
    name: 'chain',
    ends: 'succeeded',
    input: {},
    text: `
name: chain
steps:
  - { id: one, uses: ledger }
  - { id: two, uses: ledger, needs: [one], with: { work_ms: 20 } }
  - { id: three, uses: ledger, needs: [two] }
  - { id: four, uses: ledger, needs: [three], with: { work_ms: 10 } }
`,
  },
  {
    name: 'diamond',
    ends: 'succeeded',
    input: {},
    text: `
name: diamond
steps:
  - { id: first, uses: ledger }
  - { id: left, uses: ledger, needs: [first], with: { work_ms: 15 } }
  - { id: right, uses: ledger, needs: [first] }
  - { id: last, uses: ledger, needs: [left, right] }
`,
  },
  {
    name: 'fan',
    ends: 'succeeded',
    input: { list: LIST },
    text: `
name: fan
inputs: { list: { type: array, required: true } }
steps:
  - { id: list, uses: ledger }
  - { id: each, uses: ledger, needs: [list], map: { over: inputs.list, max_parallel: 5 }, with: { work_ms: 8 } }
  - { id: join, uses: ledger, needs: [each] }
  - { id: report, uses: ledger, needs: [join] }
`,
  },
  {
    name: 'patient',
    ends: 'succeeded',
    input: {},
    text: `
name: patient
steps:
  - { id: first, uses: ledger }
  - { id: flaky, uses: ledger, needs: [first], retry: { attempts: 3, backoff: fixed, delay: 20ms, max: 20ms, jitter: none }, with: { failing_tries: 2 } }
  - { id: wait, uses: ledger, needs: [first], with: { wait_ms: 40 } }
  - { id: last, uses: ledger, needs: [flaky, wait] }
`,
  },
  {
    name: 'broken',
    ends: 'failed',
    input: {},
    text: `
name: broken
steps:
  - { id: bad, uses: ledger, with: { broken: true } }
  - { id: never, uses: ledger, needs: [bad] }
  - { id: rescue, uses: ledger, needs: [{ step: bad, on: [failed] }] }
  - { id: always, uses: ledger, with: { work_ms: 10 }, needs: [{ step: never, on: [skipped] }, rescue] }
`,
  },
]

const relayed = (number: number): string =>
  `  - { id: s${number}, uses: ledger, needs: [s${number - 1}], with: { given: "\${{ steps.s${number - 1}.output.count }}", expected: ${number - 1} } }`

/** Real processes, some of which do not want to end. */
export const COMMAND_PIPELINES: readonly TorturePipeline[] = [
  { name: 'quick_command', body: 'echo done', onLost: 'retry' },
  { name: 'busy_command', body: "trap '' TERM; sleep 0.2; echo done", onLost: 'retry' },
  { name: 'leaving_command', body: 'setsid sleep 300 & (setsid sleep 300 &); sleep 0.1; echo done', onLost: 'retry' },
  { name: 'only_command', body: 'sleep 300 & sleep 0.3', onLost: 'fail' },
].map(({ name, body, onLost }) => ({
  name,
  ends: 'succeeded' as const,
  input: {},
  mayFailOf: ['worker_lost' as const],
  text: `name: ${name}
steps:
  - { id: before, uses: ledger }
  - { id: run, uses: shell, needs: [before], on_lost: ${onLost}, with: { command: [sh, -c, ${JSON.stringify(body)}] } }
  - { id: after, uses: ledger, needs: [run] }
`,
}))

/** Four steps that do nothing but pass a number on: what moves through the engine fastest. A step that is given another number fails. */
export const RELAY: TorturePipeline = {
  name: 'relay',
  ends: 'succeeded',
  input: {},
  text: `
name: relay
steps:
  - { id: s1, uses: ledger }
${[2, 3, 4].map(relayed).join('\n')}
`,
}
