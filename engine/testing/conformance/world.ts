import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Json, JsonObject } from '../../contract/json'
import type { RunDetail } from '../../contract/run'
import { MARKER, processTable } from '../../connectors/process/process-table'
import { DEFAULT_SETTINGS } from '../../contract/settings'
import { type Behaviour, type EngineHarness, eventually, startEngine } from '../engine-harness'
import { startModelServer } from '../model-server/model-server'
import { sampleService } from '../sample-service'
import type { Trial } from './trial'
import { startPeer } from './peer'

/** In two pieces, so that no file holds it: the engine refuses those that do. */
const HALVES = ['correct-horse-', 'battery/staple+42'] as const
export const SECRET = HALVES.join('')
/** The secret by its name, for places where secrets may stand. */
export const REFERENCE = '${{ secrets.CONFORMANCE }}'
/** The secret as an expression that makes it, for all others. */
export const MADE = `\${{ '${HALVES[0]}' + '${HALVES[1]}' }}`
/** The same in JavaScript. */
export const MADE_IN_SCRIPT = `['${HALVES[0]}', '${HALVES[1]}'].join('')`

export interface Running {
  readonly runId: string
  readonly folder: string
  /** What the pipeline is called. */
  readonly name: string
}

export interface TrialOptions {
  readonly timeout?: string
  readonly input?: JsonObject
}

/** A real engine, with a peer that its steps may reach, a model, a service and a secret. */
export interface World {
  /** Of the peer. */
  readonly url: string
  readonly harness: EngineHarness
  begin(kind: string, trial: Trial, options?: TrialOptions): Promise<Running>
  ended(running: Running): Promise<RunDetail>
  /** Everything that a person could be shown of a run. */
  shown(run: RunDetail): Promise<string>
  /** Sockets and processes that steps of the run still hold. */
  heldBy(run: RunDetail): Promise<readonly string[]>
  stop(): Promise<void>
}

const typeOf = (value: Json): string => (isList(value) ? 'array' : typeof value)

/** The step that is put to the test. */
export const STEP = 'tried'

export function pipelineText(name: string, kind: string, trial: Trial, { timeout = '60s', input = {} }: TrialOptions = {}): string {
  const before = trial.before ?? []
  const step = { id: STEP, uses: kind, needs: before.map((each) => each['id'] ?? ''), timeout, retry: { attempts: 1 }, with: trial.with }
  const inputs = Object.fromEntries(Object.entries(input).map(([key, value]) => [key, { type: typeOf(value) }]))
  return JSON.stringify({ name, inputs, steps: [...before, step] }, null, 2)
}

/** What `pipeline` steps run. */
const CHILD = JSON.stringify({
  name: 'conformance_child',
  inputs: { ms: { type: 'integer', default: 1 }, note: {} },
  steps: [{ id: 'pause', uses: 'wait', with: { for: '${{ inputs.ms }}ms' } }],
})

/** `behaviours` are those of `probe` steps. */
export async function createWorld(behaviours: Readonly<Record<string, Behaviour>>): Promise<World> {
  const peer = await startPeer()
  const models = await startModelServer()
  const root = mkdtempSync(join(tmpdir(), 'signalbox-conformance-'))
  const harness = await startEngine({ behaviours, dataFolder: join(root, 'data') })
  const { client } = harness.engine
  await client.settings.save({ ...DEFAULT_SETTINGS, allowedPrivateHosts: ['127.0.0.1'] })
  await client.secrets.save({ name: 'CONFORMANCE', value: SECRET })
  const model = { provider: 'openai', apiKey: null, price: null, requestsPerMinute: null, tokensPerMinute: null } as const
  for (const [name, baseUrl, asked] of [
    ['plain', models.baseUrls.openai, 'plain'],
    ['hanging', `${peer.url}/hang`, 'plain'],
    ['flooding', `${peer.url}/flood`, 'plain'],
  ] as const) {
    await client.models.save({ model: { ...model, name, baseUrl, model: asked } })
  }
  await client.models.save({ model: { ...model, name: 'refusing', baseUrl: `${peer.url}/refuse`, model: 'plain', apiKey: 'CONFORMANCE' } })
  await client.services.save({ service: sampleService({ name: 'peer', baseUrl: peer.url, timeoutMs: 600_000, concurrency: 100, apiKey: 'CONFORMANCE' }) })
  await client.pipelines.save({ text: CHILD })
  let count = 0
  const ended: World['ended'] = ({ runId }) => harness.ended(runId)
  return {
    url: peer.url,
    harness,
    ended,
    async begin(kind, trial, options = {}) {
      const name = `conformance_${++count}`
      const folder = join(root, name)
      mkdirSync(folder)
      await trial.prepare?.(folder)
      await client.pipelines.save({ text: pipelineText(name, kind, trial, options), folder })
      const { runId } = await client.runs.start({ pipeline: name, input: options.input ?? {} })
      return { runId, folder, name }
    },
    async shown(run) {
      const told: unknown[] = [
        run,
        await client.runs.log({ runId: run.id }),
        await client.logs.search({ limit: 2000 }),
        await client.approvals.list({ filter: { runId: run.id } }),
        harness.log,
      ]
      for (const { id } of run.steps) told.push(await client.runs.step({ stepRunId: id }))
      for (const { id } of (await client.approvals.list({ filter: { runId: run.id } })).items) told.push(await client.approvals.get({ approvalId: id }))
      for await (const batch of await client.runs.watch({ runId: run.id })) told.push(batch)
      return JSON.stringify(told)
    },
    async heldBy(run) {
      await eventually(() => peer.connections() === 0, 1000).catch(() => undefined)
      const ids = run.steps.map(({ id }) => id)
      const processes = (await processTable()).filter(({ environment }) => environment.includes(MARKER) && ids.some((id) => environment.includes(id)))
      return [...Array.from({ length: peer.connections() }, () => 'a connection'), ...processes.map(({ pid }) => `process ${pid}`)]
    },
    async stop() {
      await harness.stop()
      await Promise.all([peer.close(), models.close()])
      rmSync(root, { recursive: true, force: true })
    },
  }
}

/** `with` with another value in one place. */
export function replaced(value: JsonObject, place: string, by: Json): JsonObject {
  const [key = '', ...rest] = place.split('.')
  return { ...value, [key]: within(value[key] ?? null, rest, by) }
}

function within(value: Json, [key, ...rest]: readonly string[], by: Json): Json {
  if (key === undefined) return by
  if (isList(value)) return value.map((item, index) => (String(index) === key ? within(item, rest, by) : item))
  return typeof value === 'object' && value !== null ? { ...value, [key]: within(value[key] ?? null, rest, by) } : { [key]: within(null, rest, by) }
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)
