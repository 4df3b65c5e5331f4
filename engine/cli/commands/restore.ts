import { resolve } from 'node:path'
import type { CliContext } from '../context'
import { EXIT, type ExitCode } from '../exit-code'
import { jsonLine } from '../show/json-line'
import { findingLines, leftOutLine, phaseLine } from '../show/storage-words'
import { plural } from '../show/words'

export interface RestoreOptions {
  readonly moveAside?: true
  readonly asItIs?: true
  readonly data?: string
  readonly json?: true
}

const KEY_WORDS = {
  'from the backup': 'The key to the secrets came with the backup.',
  'already there': 'The key to the secrets that was there is kept.',
  missing: 'There is no vault.key: secrets stay locked until their key is there, unless it comes from the app or from SIGNALBOX_VAULT_KEY.',
} as const

/** Puts a backup in the place of a data folder; what is there is kept. */
export async function restoreCommand({ host, terminal }: CliContext, from: string, { moveAside, asItIs, data, json }: RestoreOptions): Promise<ExitCode> {
  const { restoreBackup } = await import('../../host/restore-backup')
  let told = ''
  const report = await restoreBackup({ from, dataFolder: resolve(data ?? host.dataFolder), moveAside: moveAside === true, asItIs: asItIs === true, now: Date.now() }, (progress) => {
    if (!json && progress.phase !== told) terminal.note(phaseLine(progress))
    told = progress.phase
  })
  if (json) terminal.line(jsonLine(report))
  else {
    terminal.line(`Restored ${plural(report.files, 'file')} to ${report.dataFolder}. Runs that had not ended go on at the next start.`)
    if (report.aside !== null) terminal.line(`What was there is in ${report.aside}.`)
    if (report.leftOut > 0) terminal.line(leftOutLine(report.leftOut))
    for (const line of findingLines(report.findings)) terminal.line(line)
    terminal.line(KEY_WORDS[report.key])
  }
  return EXIT.done
}
