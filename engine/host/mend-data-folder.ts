import { join } from 'node:path'
import { takeOwnership } from '../storage/ownership'
import { prepareDataFolder } from './data-folder'
import { restoreBackup } from './restore-backup'
import { salvageFolder } from './salvage-folder'
import { setAside } from './set-aside'

/** What can be done about a data folder with which no engine starts. Each keeps what is there. */
export type Mending = { readonly kind: 'salvage'; readonly to: string } | { readonly kind: 'restore'; readonly from: string } | { readonly kind: 'start-empty' }

export interface MendOptions {
  readonly dataFolder: string
  readonly mending: Mending
  readonly now: number
  readonly minimumSqlite?: string | undefined
}

/** Does it, and says in a sentence or two what came of it. Throws what salvageFolder and restoreBackup throw. */
export async function mendDataFolder({ dataFolder, mending, now, minimumSqlite }: MendOptions): Promise<string> {
  switch (mending.kind) {
    case 'salvage': {
      // A folder that the person chose may hold anything: the copy gets one of its own.
      const { folder, tables, endedRuns, missingArtifacts, leftOut } = await salvageFolder({ dataFolder, to: join(mending.to, `signalbox-salvaged-${new Date(now).toISOString().slice(0, 10)}`), minimumSqlite }, () => undefined)
      const rows = tables.reduce((sum, table) => sum + table.rows, 0)
      const damaged = tables.filter(({ isDamaged }) => isDamaged).map(({ name }) => name)
      const lost = damaged.length === 0 ? 'All tables could be read.' : `Some rows could not be read, of: ${damaged.join(', ')}.`
      return `${rows} rows were copied to ${folder}. ${lost}${missingArtifacts === 0 ? '' : ` ${missingArtifacts} artifacts are missing.`}${endedRuns === 0 ? '' : ` ${endedRuns} open runs lost what it takes to go on, and ended.`}${leftOutWords(leftOut)} To work with them, restore that folder.`
    }
    case 'restore': {
      const { aside, findings, leftOut } = await restoreBackup({ from: mending.from, dataFolder, moveAside: true, now, minimumSqlite }, () => undefined)
      return `The backup was restored.${aside === null ? '' : ` What was there is kept in ${aside}.`}${findings.length === 0 ? '' : ` ${findings.length} artifacts are missing in it.`}${leftOutWords(leftOut)}`
    }
    case 'start-empty':
      return startEmpty(dataFolder, now)
  }
}

const leftOutWords = (count: number): string => (count === 0 ? '' : ` ${count} links that lead out of their folder or nowhere, sockets and pipes were left out.`)

async function startEmpty(given: string, now: number): Promise<string> {
  const dataFolder = await prepareDataFolder(given)
  const ownership = await takeOwnership(dataFolder)
  try {
    const aside = await setAside(dataFolder, now)
    await ownership.note(false)
    return `What was there is kept in ${aside}.`
  } finally {
    await ownership.release()
  }
}
