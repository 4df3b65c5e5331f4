import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { StorageFinding } from '../contract/storage'
import type { CheckReport } from '../ports/storage-work'
import { takeOwnership } from '../storage/ownership'
import { checkFolder, type TellProgress } from '../storage/soundness/check-folder'
import { refuseNothingOfOurs } from '../storage/soundness/inspect-start'
import { DATABASE, KEY } from '../storage/soundness/make-backup'
import { isWorkedIn } from './set-aside'

/**
 * Looks at a data folder that no engine works on, or can. The folder is only read. Throws `data_folder_in_use`, and as an engine's start
 * does where there is nothing of ours to look at.
 */
export async function checkDataFolder(dataFolder: string, tell: TellProgress): Promise<Omit<CheckReport, 'findings'> & { findings: StorageFinding[] }> {
  const ownership = await takeOwnership(dataFolder)
  try {
    refuseNothingOfOurs(join(dataFolder, DATABASE))
    const report = await checkFolder(dataFolder, tell)
    return { ...report, findings: [...report.findings] }
  } finally {
    await ownership.release()
  }
}

/** Whether an engine has worked in a folder whose database is not there any more. */
export const hasLostDatabase = (dataFolder: string): boolean => !existsSync(join(dataFolder, DATABASE)) && hasHadOwner(dataFolder) && (isWorkedIn(dataFolder) || existsSync(join(dataFolder, KEY)))

/** Any project may have a folder "runs" or "pipelines". */
const hasHadOwner = (dataFolder: string): boolean => existsSync(join(dataFolder, 'owner.lock'))
