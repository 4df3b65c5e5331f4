import { cpus } from 'node:os'
import type { Violation } from '../engine/testing/history/check-rows'
import { groupBy } from '../engine/core/shared/group-by'
import type { Found } from '../engine/testing/torture/check-invariants'
import type { Tortured } from '../engine/testing/torture/torture'

export interface Report {
  readonly seed: number
  readonly tortured: Tortured
  readonly found: Found
  /** Lines of the ledger. */
  readonly calls: number
}

const INVARIANTS = {
  I1: 'every acknowledged run exists and has ended; everything open has an owner',
  I2: 'one outcome each; what has ended never changes',
  I3: 'no outcome of an old attempt was accepted',
  I4: 'the outside world was called once an attempt, never without a record',
  I5: 'all calls of a step carry the same idempotency key, and no other step has it',
  I6: 'the history rebuilds the rows exactly',
  I8: 'clients heard every event once and in order, across all restarts',
  I9: 'no step was called before what it needs had ended',
  I14: 'no step was called after it had ended; cancels hold',
  I19: 'every counter is what a recount gives',
  I21: 'integrity_check and foreign_key_check are clean',
  I22: 'every failure has a code and a sentence',
} as const

const SHOWN = 50

export function toMarkdown({ seed, tortured, found, calls }: Report): string {
  const { kills, killsAtStart, submissions, complaints, ms } = tortured
  const repeated = submissions.filter(({ sent }) => sent > 1).length
  const byInvariant = groupBy(found.violations, ({ invariant }) => invariant)
  return `# Torture: kill -9

| | |
| --- | --- |
| seed | ${seed} |
| kills | ${kills}, ${killsAtStart} of them while the engine was starting |
| runs | ${submissions.length} submitted, ${repeated} more than once because the answer was lost; ${found.runs} in the database |
| steps, events, outside calls | ${found.steps}, ${found.events}, ${calls} |
| attempts lost with their worker | ${found.lostAttempts} |
| time | ${(ms / 1000).toFixed(1)} s on ${cpus().length} cores, Node ${process.versions.node} |

| invariant | | violations |
| --- | --- | --- |
${Object.entries(INVARIANTS)
  .map(([invariant, sentence]) => `| ${invariant} | ${sentence} | ${byInvariant.get(invariant)?.length ?? 0} |`)
  .join('\n')}

${verdict(found.violations, complaints)}`
}

function verdict(violations: readonly Violation[], complaints: readonly string[]): string {
  const lines = [...complaints.map((complaint) => `- ${complaint}`), ...violations.map(({ invariant, what }) => `- ${invariant}: ${what}`)]
  if (lines.length === 0) return 'Nothing was lost, nothing was recorded twice, nothing is inconsistent.\n'
  const more = lines.length > SHOWN ? `\n- … and ${lines.length - SHOWN} more` : ''
  return `## ${lines.length} findings\n\n${lines.slice(0, SHOWN).join('\n')}${more}\n`
}
