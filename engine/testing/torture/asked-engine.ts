import { attach } from '../../cli/link/attach'
import type { EngineClient } from '../../client/create-client'
import type { RunDetail } from '../../contract/run'
import { isRunOver } from '../../core/runs/run-state'
import { EngineProcess, type Program, type Surroundings } from './engine-process'
import { dataFolder } from './serve'

/** An engine in a process of its own, with the whole contract over its socket. */
export interface AskedEngine {
  readonly process: EngineProcess
  readonly client: EngineClient
  start(pipeline: string): Promise<string>
  /** Resolves when the run has ended. */
  ended(runId: string): Promise<RunDetail>
  /** As an app that is closed. */
  stop(): Promise<void>
}

export async function openAskedEngine(program: Program, folder: string, surroundings: Surroundings, pipelines: readonly string[]): Promise<AskedEngine> {
  const process = new EngineProcess(program, folder, () => undefined, surroundings)
  await process.ready
  const link = await attach(dataFolder(folder))
  if (link === null) throw new Error('the engine does not answer on its socket')
  const { client } = link
  for (const text of pipelines) await client.pipelines.save({ text })
  return {
    process,
    client,
    start: async (pipeline) => (await client.runs.start({ pipeline })).runId,
    async ended(runId) {
      for await (const _batch of await client.runs.watch({ runId })) {
        // The stream ends with the run.
      }
      const run = await client.runs.get({ run: runId })
      if (!isRunOver(run.status)) throw new Error(`the stream of ${run.externalId} ended while it was ${run.status}`)
      return run
    },
    async stop() {
      await link.close()
      const code = await process.stop()
      if (code !== 0) throw new Error(`the engine did not stop by itself (exit code ${code ?? 'none'})`)
    },
  }
}
