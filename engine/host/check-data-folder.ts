import type { StorageFinding } from '../contract/storage'
import type { CheckReport } from '../ports/storage-work'
import { takeOwnership } from '../storage/ownership'
import { checkFolder, type TellProgress } from '../storage/soundness/check-folder'

/** Looks at a data folder that no engine works on. The folder is only read. Throws `data_folder_in_use`. */
export async function checkDataFolder(dataFolder: string, tell: TellProgress): Promise<Omit<CheckReport, 'findings'> & { findings: StorageFinding[] }> {
  const ownership = await takeOwnership(dataFolder)
  try {
    const report = await checkFolder(dataFolder, tell)
    return { ...report, findings: [...report.findings] }
  } finally {
    await ownership.release()
  }
}
