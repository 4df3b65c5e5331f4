import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { attach } from '../../cli/link/attach'
import type { EngineClient } from '../../client/create-client'
import { eventually } from '../engine-harness'
import { SHORT_LIFE, shortLifeEnv } from '../short-lives'

/** An engine in a process of its own, at a data folder that others may open once it is dead. */
export interface KilledEngine {
  readonly client: EngineClient
  /** As a power cut would. Resolves when the process is gone. */
  kill(): Promise<void>
}

/** `program`: killed-engine/program.ts, built. */
export async function startKilledEngine(program: string, dataFolder: string): Promise<KilledEngine> {
  const child = spawn(process.execPath, [...SHORT_LIFE, program, dataFolder], { stdio: 'ignore', env: shortLifeEnv() })
  const gone = once(child, 'exit')
  let link = await attach(dataFolder)
  await eventually(async () => (link ??= await attach(dataFolder)) !== null, 30_000)
  if (link === null) throw new Error('the engine does not answer')
  return {
    client: link.client,
    async kill() {
      child.kill('SIGKILL')
      await gone
    },
  }
}
