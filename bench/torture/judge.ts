import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { checkInvariants, type Evidence, type Found } from '../../engine/testing/torture/check-invariants'
import { readLedger } from '../../engine/testing/torture/ledger'
import { databaseFile, dataFolder, ledgerFile } from '../../engine/testing/torture/serve'
import type { Tortured } from '../../engine/testing/torture/torture'
import { BINDING_PLACES, PRESS_PLACES } from '../../engine/testing/torture/workloads'
import type { PartResult } from './part'

/** What is due is done so soon (ms), counted from the moment at which an engine was there; later by as much as others want the processors, too. */
export const promptMs = (): number => 2000 * Math.max(1, ...loadavg().map((load) => load / cpus().length))

const PLACES = { queues: { heavy: 2, medium: 10, default: 50, binding: BINDING_PLACES }, lanes: { 'service:press': PRESS_PLACES } }

export interface Judged extends PartResult {
  readonly found: Found
}

/** Compares the three accounts of what was done in a folder. `rest`: what else is known of it, and what is not to be judged. */
export function judge(folder: string, tortured: Tortured, rest: Partial<Evidence> = {}): Judged {
  const ledger = readLedger(ledgerFile(folder))
  const found = checkInvariants({
    databaseFile: databaseFile(folder),
    ledger,
    submissions: tortured.submissions,
    artifacts: join(dataFolder(folder), 'artifacts'),
    places: PLACES,
    promptness: { starts: tortured.starts, withinMs: promptMs() + tortured.longestStartMs },
    ...rest,
  })
  const repeated = tortured.submissions.filter(({ sent }) => sent > 1).length
  return {
    found,
    figures: [
      ['kills', `${tortured.kills}, ${tortured.killsAtStart} of them while the engine was starting`],
      ['runs', `${tortured.submissions.length} submitted, ${repeated} more than once because the answer was lost; ${found.runs} in the database`],
      ['steps, events, outside calls', `${found.steps}, ${found.events}, ${ledger.length}`],
      ['attempts lost with their worker', String(found.lostAttempts)],
    ],
    findings: [...tortured.complaints, ...found.violations.map(({ invariant, what }) => `${invariant}: ${what}`)],
  }
}

/** The same figures of several folders, one under the other. */
export const named = (name: string, { figures, findings }: PartResult): PartResult => ({
  figures: figures.map(([what, figure]) => [`${name}: ${what}`, figure]),
  findings: findings.map((finding) => `${name}: ${finding}`),
})

export const together = (results: readonly PartResult[]): PartResult => ({
  figures: results.flatMap(({ figures }) => figures),
  findings: results.flatMap(({ findings }) => findings),
})
