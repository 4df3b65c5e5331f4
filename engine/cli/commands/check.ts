import { resolve } from 'node:path'
import type { StorageCheck } from '../../contract/storage'
import { openSession, type CliContext } from '../context'
import { EXIT, type ExitCode } from '../exit-code'
import { toFailure } from '../failure'
import { followStorage } from '../follow-storage'
import { jsonLine } from '../show/json-line'
import { checkLines, phaseLine } from '../show/storage-words'

export interface CheckOptions {
  readonly data?: string
  readonly json?: true
}

/** Looks at the whole data folder, also at one with which no engine starts. */
export async function checkCommand(context: CliContext, { data, json }: CheckOptions): Promise<ExitCode> {
  const check = await checkOf(context, data, json === true)
  const { terminal } = context
  if (json) terminal.line(jsonLine(check))
  else for (const line of checkLines(check)) terminal.line(line)
  return check.findings.length === 0 ? EXIT.done : EXIT.engineTrouble
}

type Checked = Omit<StorageCheck, 'at' | 'tookMs'>

async function checkOf(context: CliContext, data: string | undefined, quiet: boolean): Promise<Checked> {
  try {
    return await askEngine(context, data, quiet)
  } catch (thrown) {
    const { code } = toFailure(thrown)
    if (code !== 'storage_corrupt' && !(code === 'file_not_found' && (await isLost(context, data)))) throw thrown
    return await lookWithout(context, data, quiet)
  }
}

async function askEngine(context: CliContext, data: string | undefined, quiet: boolean): Promise<Checked> {
  const session = await openSession(context, { data, works: false })
  try {
    const job = await session.ask((client) => client.storage.check())
    const { lastCheck } = await followStorage(session, job, { terminal: context.terminal, quiet })
    if (lastCheck === null) throw new Error('a check that is done has left no record')
    return lastCheck
  } finally {
    await session.close()
  }
}

async function isLost({ host }: CliContext, data: string | undefined): Promise<boolean> {
  const { hasLostDatabase } = await import('../../host/check-data-folder')
  return hasLostDatabase(resolve(data ?? host.dataFolder))
}

/** A damaged database keeps the engine from its start: that is what is asked about. */
async function lookWithout({ host, terminal }: CliContext, data: string | undefined, quiet: boolean): Promise<Checked> {
  const { checkDataFolder } = await import('../../host/check-data-folder')
  let told = ''
  return checkDataFolder(resolve(data ?? host.dataFolder), (progress) => {
    if (!quiet && progress.phase !== told) terminal.note(phaseLine(progress))
    told = progress.phase
  })
}
