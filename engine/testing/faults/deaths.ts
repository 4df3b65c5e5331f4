import { FaultyDriver } from './faulty-driver'
import { digestRemains, keepRemains } from './remains'
import { rigFolder } from './rig-folder'

/** What a process leaves that dies at a statement. */
export interface Death {
  readonly folder: string
  /** `before statement 12` */
  readonly at: string
}

export interface Deaths {
  /** How many statements there were. */
  readonly statements: number
  readonly left: readonly Death[]
}

/**
 * Performs `work` on the data folder, and gives what it would leave if it died before or after any of its statements: whatever
 * differs from what it would have left a moment before. The first `skipped` statements are not this matter.
 */
export async function deathsIn(dataFolder: string, work: (driver: FaultyDriver) => Promise<unknown>, skipped = 0): Promise<Deaths> {
  const left: Death[] = []
  let known = ''
  const driver = new FaultyDriver(null, {
    passes(when) {
      if (driver.statements <= skipped) return
      const now = digestRemains(dataFolder)
      if (now === known) return
      known = now
      const folder = rigFolder()
      keepRemains(dataFolder, folder)
      left.push({ folder, at: `${when} statement ${driver.statements}` })
    },
  })
  await work(driver)
  driver.close()
  return { statements: driver.statements - skipped, left }
}
