import { onTestFinished } from 'vitest'
import type { EngineClient } from '../../client/create-client'
import { attach } from '../../cli/link/attach'
import { eventually } from '../engine-harness'
import { tempFolder } from '../temp-folder'
import { EngineProcess } from '../torture/engine-process'
import { dataFolder as dataFolderIn } from '../torture/serve'

export interface ServedEngine {
  readonly process: EngineProcess
  readonly client: EngineClient
  readonly dataFolder: string
  kill(): Promise<void>
}

export interface ServeSurroundings {
  /** One of its own unless given. */
  readonly folder?: string
  readonly env?: Readonly<Record<string, string>>
  /** As usual unless given. */
  readonly leaseMs?: number
}

/** A whole engine in a process of its own, and a client on its socket. `program` is engine/testing/torture/serve-program.ts, built. */
export async function serveEngine(program: string, { folder = tempFolder(), env, leaseMs }: ServeSurroundings = {}): Promise<ServedEngine> {
  const engine = new EngineProcess([program], folder, () => undefined, { env, options: { sources: process.cwd(), leaseMs } })
  onTestFinished(() => engine.kill())
  await engine.ready
  const dataFolder = dataFolderIn(folder)
  const link = await attach(dataFolder)
  if (link === null) throw new Error('the engine does not answer on its socket')
  return {
    process: engine,
    client: link.client,
    dataFolder,
    async kill() {
      await engine.kill()
    },
  }
}

/** Starts a run that any engine of the kind takes, and follows it to its end. */
export async function runChain({ client }: ServedEngine, key: string): Promise<string> {
  const { runId } = await client.runs.start({ pipeline: 'chain', input: {}, idempotencyKey: key })
  await eventually(async () => ['succeeded', 'failed', 'cancelled'].includes((await client.runs.get({ run: runId })).status), 30_000)
  return (await client.runs.get({ run: runId })).status
}
