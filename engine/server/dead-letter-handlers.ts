import type { DeadLetter, ReplayReceipt } from '../contract/dead-letter'
import { EngineError, toEngineError } from '../core/shared/engine-error'
import { planRetry } from '../usecases/reruns'
import type { EngineServices } from './context'
import { contract } from './middleware'
import { beginAgain } from './rerun-handlers'

/** Retries at work at once: each reads the steps of a run. */
const AT_ONCE = 8

type Replayed = ReplayReceipt['replayed'][number]
type Refused = ReplayReceipt['refused'][number]

/** One retry a run, whatever becomes of the others. */
async function replay(services: EngineServices, letterIds: readonly string[]): Promise<ReplayReceipt> {
  const asked = [...new Set(letterIds)]
  const letters = await services.read.deadLettersById(asked)
  const known = new Map(letters.map((letter) => [letter.id, letter]))
  const closed = asked.filter((id) => known.get(id)?.status !== 'open')
  const replayed: Replayed[] = []
  const refused: Refused[] = closed.map((id) => ({ letterIds: [id], error: notOpen(known.get(id)).toInfo() }))
  const runs = [...byRun(letters.filter(({ status }) => status === 'open'))]
  for (let start = 0; start < runs.length; start += AT_ONCE) {
    const results = await Promise.all(runs.slice(start, start + AT_ONCE).map(([runId, ofRun]) => retry(services, runId, ofRun)))
    for (const result of results) {
      if ('error' in result) refused.push(result)
      else replayed.push(result)
    }
  }
  return { replayed, refused }
}

function byRun(letters: readonly DeadLetter[]): ReadonlyMap<string, readonly DeadLetter[]> {
  const runs = new Map<string, DeadLetter[]>()
  for (const letter of letters) runs.set(letter.runId, [...(runs.get(letter.runId) ?? []), letter])
  return runs
}

async function retry(services: EngineServices, run: string, letters: readonly DeadLetter[]): Promise<Replayed | Refused> {
  const letterIds = letters.map(({ id }) => id)
  try {
    const asked = { kind: 'retry', request: { run }, idempotencyKey: replayKey(run, letters), startedBy: 'person' } as const
    const { runId, externalId } = await beginAgain(services, await planRetry(services, run), asked)
    return { letterIds, runId, externalId }
  } catch (thrown) {
    return { letterIds, error: toEngineError(thrown).toInfo() }
  }
}

/** The same until a replay was cancelled: a second click finds the run that the first has started. */
function replayKey(run: string, letters: readonly DeadLetter[]): string {
  const before = letters.flatMap(({ replay: last }) => last?.externalId ?? [])
  return `dead letters of ${run}${before.length === 0 ? '' : ` after ${before.toSorted().join(', ')}`}`
}

const notOpen = (letter: DeadLetter | undefined): EngineError =>
  letter === undefined
    ? new EngineError('dead_letter_not_found', 'There is no such letter; its run may have been removed.')
    : new EngineError('dead_letter_closed', `The letter of ${letter.externalId} is closed: ${letter.status === 'dismissed' ? 'it was dismissed' : `${letter.replay?.externalId ?? 'another run'} does it again`}.`)

export const deadLetterHandlers = {
  list: contract.deadLetters.list.handler(async ({ input: { filter, skip, limit }, context: { services } }) => {
    const { items, total } = await services.read.deadLetters(filter, { skip, limit })
    return { items: [...items], total }
  }),
  groups: contract.deadLetters.groups.handler(async ({ input: { status, pipelineId }, context: { services } }) => {
    const [groups, open] = await Promise.all([services.read.deadLetterGroups({ status, pipelineId }), services.read.deadLetters({ status: 'open' }, { skip: 0, limit: 1 })])
    return { groups: [...groups], open: open.total }
  }),
  replay: contract.deadLetters.replay.handler(({ input: { letterIds }, context: { services } }) => replay(services, letterIds)),
  dismiss: contract.deadLetters.dismiss.handler(async ({ input: { letterIds, reason }, context: { services } }) => {
    const { unitOfWork, clock, bus, read } = services
    const dismissed = await unitOfWork.run((tx) => tx.deadLetters.dismiss(letterIds, reason, clock.now()))
    for (const { runId } of await read.deadLettersById(letterIds)) bus.publish({ type: 'run', runId })
    return { dismissed }
  }),
}
