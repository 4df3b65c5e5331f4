import type { ServiceEntry } from '../../contract/service'
import type { Preparation } from './messages'
import { COMMAND_PIPELINES, RELAY, TORTURE_PIPELINES, type TorturePipeline } from './pipelines'
import { CHILD_PIPELINE, STATE_PIPELINES } from './state-pipelines'

/** What a client submits, and how it goes about it. */
export interface Workload {
  /** Drawn from for each submission. */
  readonly pipelines: readonly TorturePipeline[]
  /** Those of them, and beside them, that an engine does not have from its start, with what they name. */
  readonly needs: Preparation
  /** The client pauses and resumes, cancels at any moment, gives priorities, and has ended runs done again. */
  readonly lively: boolean
}

/** Places of the queue and the service that only these pipelines use. */
export const BINDING_PLACES = 3
export const PRESS_PLACES = 2

/** Nothing is sent to it: only its places count. */
const PRESS: ServiceEntry = {
  name: 'press',
  description: '',
  baseUrl: 'http://press.example.com',
  method: 'POST',
  path: '/print',
  concurrency: PRESS_PLACES,
  timeoutMs: 10_000,
  leaseTtlMs: 60_000,
  maxAttempts: 3,
  healthPath: null,
  apiKey: null,
  apiKeyHeader: 'INTERNAL_API_KEY',
  poll: null,
}

const NOTHING: Preparation = { pipelines: [], queues: [], services: [] }

export const WORKLOADS = {
  mixed: { pipelines: TORTURE_PIPELINES, needs: NOTHING, lively: false },
  relay: { pipelines: [RELAY], needs: NOTHING, lively: false },
  states: {
    pipelines: [...STATE_PIPELINES, ...TORTURE_PIPELINES],
    needs: {
      pipelines: [CHILD_PIPELINE, ...STATE_PIPELINES].map(({ text }) => text),
      queues: [{ name: 'binding', concurrency: BINDING_PLACES }],
      services: [PRESS],
    },
    lively: true,
  },
  shell: { pipelines: COMMAND_PIPELINES, needs: { ...NOTHING, pipelines: COMMAND_PIPELINES.map(({ text }) => text) }, lively: true },
} as const satisfies Record<string, Workload>
export type WorkloadName = keyof typeof WORKLOADS
