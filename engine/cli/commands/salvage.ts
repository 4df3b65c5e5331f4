import { resolve } from 'node:path'
import type { CliContext } from '../context'
import { EXIT, type ExitCode } from '../exit-code'
import { jsonLine } from '../show/json-line'
import { leftOutLine, phaseLine } from '../show/storage-words'
import { table } from '../show/table'
import { plural } from '../show/words'

export interface SalvageOptions {
  readonly data?: string
  readonly json?: true
}

/** Copies what can be read of a damaged data folder; the original stays as it is. */
export async function salvageCommand({ host, terminal }: CliContext, to: string, { data, json }: SalvageOptions): Promise<ExitCode> {
  const { salvageFolder } = await import('../../host/salvage-folder')
  let told = ''
  const report = await salvageFolder({ dataFolder: resolve(data ?? host.dataFolder), to }, (progress) => {
    if (!json && progress.phase !== told) terminal.note(phaseLine(progress))
    told = progress.phase
  })
  if (json) terminal.line(jsonLine(report))
  else {
    const columns = [
      { title: 'TABLE', cell: ({ name }: (typeof report.tables)[number]) => name },
      { title: 'ROWS', cell: ({ rows }: (typeof report.tables)[number]) => String(rows) },
      { title: '', cell: ({ isDamaged }: (typeof report.tables)[number]) => (isDamaged ? 'some could not be read' : '') },
    ]
    for (const line of table(columns, report.tables.filter(({ rows, isDamaged }) => rows > 0 || isDamaged))) terminal.line(line)
    terminal.line(`Salvaged to ${report.folder}, with ${plural(report.artifacts, 'artifact')}${report.missingArtifacts === 0 ? '' : ` (${report.missingArtifacts} missing or damaged)`}.`)
    if (report.endedRuns > 0) terminal.line(`${plural(report.endedRuns, 'open run')} lost what it takes to go on, and ended: start them anew.`)
    if (report.leftOut > 0) terminal.line(leftOutLine(report.leftOut))
    terminal.line(`To work with it: signalbox restore ${report.folder} --move-aside`)
  }
  return EXIT.done
}
