import { resolve } from 'node:path'
import { EngineError } from '../../core/shared/engine-error'
import type { RunningServer } from '../../host/serve'
import { lineLogger } from '../../host/system'
import type { CliContext } from '../context'
import { endAtOnce } from '../end-at-once'
import { EXIT, type ExitCode } from '../exit-code'
import { onInterrupt } from '../interrupts'
import { attach } from '../link/attach'
import { OwnerPatience, type Note } from '../link/owner-patience'
import { jsonLine } from '../show/json-line'

export interface ServeOptions {
  readonly port: number
  readonly data?: string
  readonly json?: true
}

export const DEFAULT_PORT = 4477

/** Runs the engine of a data folder and serves its page until it is asked to end. */
export async function serveCommand({ host, terminal }: CliContext, { port, data, json }: ServeOptions): Promise<ExitCode> {
  const dataFolder = resolve(data ?? host.dataFolder)
  await refuseOtherOwner(dataFolder, terminal.note)
  // Loaded only when needed: most of the program is in there.
  const { serve } = await import('../../host/serve')
  const { version, workers, pageFolder, examplesFolder } = host
  // Nobody asked for one thing alone here: what the engine has to say, it says as it happens.
  const logger = lineLogger((line) => terminal.note(line.trimEnd()))
  const asked = untilAsked()
  try {
    const server = await serve({ dataFolder, version, workers, examplesFolder, port, pageFolder, logger })
    const link = `${server.address}/#token=${server.token}`
    terminal.line(json ? jsonLine(described(server, link)) : `Open ${link} in a browser; Ctrl+C ends it.`)
    await asked.toEnd
    if (!json) terminal.note('Ending: what runs has a moment to finish, the rest goes on at the next start.')
    await server.stop()
    return EXIT.done
  } finally {
    asked.release()
  }
}

/** The owner would hold the lock, too, but this way the sentence says how to get on. */
async function refuseOtherOwner(dataFolder: string, note: Note): Promise<void> {
  const other = await attach(dataFolder, new OwnerPatience(dataFolder, note))
  if (other === null) return
  const who = other.owner === 'app' ? 'the app' : 'another command'
  await other.close()
  throw new EngineError(
    'data_folder_in_use',
    `The engine of ${dataFolder} runs already, in ${who}. Use that one, close it first, or name another folder with --data.`,
  )
}

const described = ({ address, token, engine: { info } }: RunningServer, link: string) => ({
  type: 'serving',
  link,
  address,
  token,
  dataFolder: info.dataFolder,
  pid: info.pid,
})

/** The first interrupt asks; the second does not wait. */
function untilAsked(): { readonly toEnd: Promise<void>; release(): void } {
  let ask: (() => void) | null = null
  const toEnd = new Promise<void>((resolve) => (ask = resolve))
  const release = onInterrupt(() => {
    if (ask === null) endAtOnce(EXIT.interrupted)
    ask()
    ask = null
  })
  return { toEnd, release }
}
