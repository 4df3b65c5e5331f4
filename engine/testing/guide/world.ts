import type { Json, JsonObject } from '../../contract/json'
import type { ModelEntry } from '../../contract/model'
import type { RunDetail } from '../../contract/run'
import type { EngineClient } from '../../client/create-client'
import { type EngineHarness, eventually, startEngine } from '../engine-harness'
import { type KilledEngine, startKilledEngine } from '../killed-engine/killed-engine'
import type { ModelServer } from '../model-server/model-server'
import { sampleService } from '../sample-service'
import type { Press } from './press'
import type { Example } from './read-guide'

/** What the examples of the guide run in: its preface says so. */
export interface World {
  readonly press: Press
  readonly models: ModelServer
  /** An engine that is gone when the lesson is over, with the press and the model set up. Its runs begin at SBX-1. */
  engine(dataFolder?: string): Promise<EngineHarness>
  /** One in a process of its own, to be killed. It runs no scripts. */
  killable(dataFolder: string): Promise<KilledEngine>
  folder(): string
}

export interface Outcome {
  /** What "it" is in the sentences of the example. */
  readonly run?: RunDetail
  /** The same, by what stands before it. */
  readonly cases?: Readonly<Record<string, RunDetail>>
  /** By what stands before the colon. */
  readonly shown?: Readonly<Record<string, Json>>
  /** Codes of refusals, by what stands before them. */
  readonly refused?: Readonly<Record<string, string>>
}

/** Plays a lesson that needs a person, a second run or a restart: what came of each of its examples, in their order. */
export type Drive = (examples: readonly Example[], world: World) => Promise<readonly Outcome[]>

export interface WorldParts {
  readonly press: Press
  readonly models: ModelServer
  /** Path of the program of killed-engine/, built. */
  program(): Promise<string>
  tempFolder(): string
  onFinished(close: () => Promise<void>): void
}

export function worldOf({ press, models, program, tempFolder, onFinished }: WorldParts): World {
  return {
    press,
    models,
    folder: tempFolder,
    async engine(dataFolder) {
      const harness = await startEngine({ behaviours: {}, dataFolder: dataFolder ?? tempFolder() })
      onFinished(() => harness.stop())
      await furnish(harness.engine.client, { press, models })
      return harness
    },
    async killable(dataFolder) {
      const killed = await startKilledEngine(await program(), dataFolder)
      onFinished(() => killed.kill())
      await furnish(killed.client, { press, models })
      return killed
    },
  }
}

/** A queue that is not there from the start. */
export const BINDING = { name: 'binding', concurrency: 1 }

export async function furnish(client: EngineClient, { press, models }: Pick<World, 'press' | 'models'>): Promise<void> {
  await client.services.save({ service: sampleService({ name: 'press', baseUrl: press.url, path: '/print', concurrency: 20, maxAttempts: 5 }) })
  await client.models.save({ model: modelAt(models) })
  await client.queues.save(BINDING)
}

export const modelAt = ({ baseUrls }: Pick<ModelServer, 'baseUrls'>): ModelEntry => ({
  name: 'fast-chat',
  provider: 'openai',
  baseUrl: baseUrls.openai,
  model: 'plain',
  apiKey: null,
  price: { input: 1, output: 2 },
  requestsPerMinute: null,
  tokensPerMinute: null,
})

/** Saves an example and starts a run of it. */
export async function startRun(client: EngineClient, { text }: Pick<Example, 'text'>, input: JsonObject = {}, priority = 0): Promise<string> {
  const { name } = await client.pipelines.save({ text })
  return (await client.runs.start({ pipeline: name, input, priority })).runId
}

export const statusesOf = ({ steps }: RunDetail): Record<string, string> => Object.fromEntries(steps.map(({ stepId, status }) => [stepId, status]))

/** What became of each attempt of its first step. */
export const attemptsOf = ({ steps }: RunDetail): string[] => (steps[0]?.attempts ?? []).map(({ status }) => status)

export const inside = (press: Press, count: number): Promise<void> => eventually(() => press.inside().length === count)

export function first<T>(list: readonly (T | undefined)[]): T {
  const [one] = list
  if (one === undefined) throw new Error('there is none')
  return one
}
