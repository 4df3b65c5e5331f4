import { isRunOver } from '../../core/runs/run-state'
import { isStepOver } from '../../core/runs/step-state'
import { violating, type Violation } from '../history/check-rows'
import { placeOf, type RunRows } from '../history/rows'
import { noteOf } from './event-note'
import { checkAnswers } from './check-answers'
import { expectedEnd } from './expected-end'
import type { Submission } from './submissions'

/** What the client was told of a run is what the database holds, once each and in order; and the run ended as its pipeline does. */
export function checkClient(rows: RunRows, submission: Submission | undefined): readonly Violation[] {
  if (submission === undefined) return violating('I1', ['nobody was told of this run, or it was started twice'])
  const { cancels, cancelAcknowledged, ended } = submission
  const { status } = rows.run
  const expected = expectedEnd(rows, submission)
  // Whether its group had reason to is looked at for all runs of the group together.
  const askedFor = rows.run.cancelRequestedAt === null || cancels || submission.pipeline.overlap !== undefined
  return [
    ...violating('I1', checkEnded(rows)),
    ...violating('I2', status === expected ? [] : [`it ended ${status}${rows.run.error === null ? '' : ` (${rows.run.error.code})`}, not ${expected}`]),
    ...violating('I2', ended === status ? [] : [`the client was told that it ended ${ended ?? 'not at all'}; it is ${status}`]),
    ...checkTold(rows, submission),
    ...violating('I14', askedFor ? [] : ['it was cancelled, though nobody asked']),
    ...violating('I14', cancelAcknowledged && status !== 'cancelled' && status !== expected ? [`its cancel was acknowledged, and it ended ${status}`] : []),
    ...violating('I16', checkAnswers(rows, submission)),
  ]
}

/** A run that a step started: nobody else was told of it. */
export const checkStarted = (rows: RunRows): readonly Violation[] => violating('I1', checkEnded(rows))

function checkEnded({ run, steps }: RunRows): readonly string[] {
  const open = steps.filter(({ status }) => !isStepOver(status)).map((step) => `${placeOf(step)} is still ${step.status}`)
  return isRunOver(run.status) ? open : [`it is still ${run.status}`, ...open]
}

function checkTold({ events }: RunRows, { told }: Submission): readonly Violation[] {
  const stored = events.map((event) => `${event.seq} ${noteOf(event)}`)
  const heard = told.map(({ seq, text }) => `${seq} ${text}`)
  const last = events.at(-1)?.seq ?? 0
  const early = told.flatMap(({ seq, text }) => (seq > last ? [`the client heard "${seq} ${text}", which is not in the history`] : []))
  // A stream may end with its run; what is refused later is news to nobody.
  const least = events.findIndex((event) => event.type === 'run.changed' && isRunOver(event.status)) + 1
  const differs = heard.findIndex((line, index) => (told[index]?.seq ?? 0) <= last && line !== stored[index])
  return [
    ...violating('I7', early),
    ...violating('I8', differs < 0 ? [] : [`the client heard "${heard[differs] ?? ''}" where the history says "${stored[differs] ?? 'nothing'}"`]),
    ...violating('I8', heard.length >= least ? [] : [`the client never heard "${stored[heard.length] ?? ''}"`]),
  ]
}

/** Every acknowledgement is kept, and no two are the same run. */
export function checkAcknowledged(submissions: readonly Submission[], stored: ReadonlySet<string>): readonly Violation[] {
  const acknowledged = submissions.flatMap(({ runId }) => (runId === null ? [] : [runId]))
  return violating('I1', [
    ...acknowledged.filter((runId) => !stored.has(runId)).map((runId) => `run ${runId} was acknowledged and is not there`),
    ...submissions.filter(({ runId }) => runId === null).map(({ key }) => `${key} was never acknowledged`),
    ...(new Set(acknowledged).size < acknowledged.length ? ['two submissions got the same run'] : []),
  ])
}
