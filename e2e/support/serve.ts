import { resolve } from 'node:path'
import * as z from 'zod'
import { type Ended, type RunningCli, startProgram } from './cli-test'

const serving = z.object({ type: z.literal('serving'), link: z.string(), address: z.string(), token: z.string(), dataFolder: z.string(), pid: z.int() })

/** The built `signalbox serve`, as a process of its own. */
export interface ServeProcess extends z.infer<typeof serving> {
  readonly program: RunningCli
  /** As a crash would. */
  kill(): Promise<void>
  /** As Ctrl-C would. */
  stop(): Promise<Ended>
}

/** Starts the server on a data folder and waits until it says where. The port stays the same from one start to the next. */
export async function startServe(dataFolder: string, port = 0): Promise<ServeProcess> {
  const program = startProgram(process.execPath, [resolve('out/main/cli.cjs'), 'serve', '--json', '--port', String(port)], { cwd: dataFolder, dataFolder })
  await program.says('"serving"')
  const line = program
    .output()
    .split('\n')
    .find((text) => text.includes('"serving"'))
  const end = (signal: NodeJS.Signals) => {
    program.process.kill(signal)
    return program.ended
  }
  return {
    ...serving.parse(JSON.parse(line ?? '')),
    program,
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGINT'),
  }
}

export const portOf = ({ address }: ServeProcess): number => Number(new URL(address).port)
