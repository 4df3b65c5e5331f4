import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { EngineClient } from '../../client/create-client'
import { attach } from '../../cli/link/attach'
import { eventually } from '../engine-harness'
import { SHORT_LIFE, shortLifeEnv } from '../short-lives'
import type { Living } from './faults-client'
import { Killed } from './faulty-driver'

export interface KilledProcess {
  readonly living: Living
  /** Null when it was killed before it answered. */
  readonly client: EngineClient | null
  /** By what signal it ended. */
  readonly gone: Promise<NodeJS.Signals | null>
}

/** killed-program.ts, built, in a process of its own; resolves when it answers or is gone. */
export async function startKilled(program: string, args: readonly string[], dataFolder: string): Promise<KilledProcess> {
  const child = spawn(process.execPath, [...SHORT_LIFE, program, dataFolder, ...args], { stdio: 'ignore', env: shortLifeEnv() })
  let over = false
  const gone = once(child, 'exit').then(() => {
    over = true
    return child.signalCode
  })
  const living: Living = {
    get over() {
      return over
    },
    outlive: (work) => Promise.race([work, gone.then(() => Promise.reject(new Killed()))]),
  }
  let link = await attach(dataFolder)
  await eventually(async () => over || (link ??= await attach(dataFolder)) !== null, 30_000)
  return { living, client: link?.client ?? null, gone }
}
