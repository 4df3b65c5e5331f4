import { resolve } from 'node:path'
import { openSession, type CliContext } from '../context'
import { EXIT, type ExitCode } from '../exit-code'
import { followStorage } from '../follow-storage'
import { jsonLine } from '../show/json-line'
import { backupLines } from '../show/storage-words'

export interface BackupOptions {
  readonly withKey?: true
  readonly data?: string
  readonly json?: true
}

/** Copies the data folder while work goes on, and checks the copy. */
export async function backupCommand(context: CliContext, to: string, { withKey, data, json }: BackupOptions): Promise<ExitCode> {
  const { terminal } = context
  const session = await openSession(context, { data, works: false })
  try {
    const job = await session.ask((client) => client.storage.backup({ to: resolve(to), withKey: withKey === true }))
    const { lastBackup } = await followStorage(session, job, { terminal, quiet: json === true })
    if (lastBackup === null) throw new Error('a backup that is done has left no record')
    if (json) terminal.line(jsonLine(lastBackup))
    else for (const line of backupLines(lastBackup)) terminal.line(line)
    return EXIT.done
  } finally {
    await session.close()
  }
}
