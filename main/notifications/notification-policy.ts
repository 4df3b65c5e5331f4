import type { Approval } from '../../engine/contract/approval'
import type { FailureNotice } from '../../engine/contract/events'
import type { Settings } from '../../engine/contract/settings'
import { isQuiet } from './quiet-hours'

export interface Moment {
  readonly settings: Settings['notifications']
  readonly now: Date
  /** The run that the person is looking at; null when it is none. */
  readonly watchedRun: string | null
}

/** Whether a failure is told. What is not told when it happens is not told later either: the tray and the window show it. */
export const tellsFailure = ({ runId, pipelineId }: FailureNotice, { settings, now, watchedRun }: Moment): boolean =>
  settings.failures && !settings.mutedPipelines.includes(pipelineId) && runId !== watchedRun && !isQuiet(settings.quietHours, now)

/** A question is asked of whoever may answer it, however the failures of its pipeline are told; not of who sees its run, nor in quiet hours. */
export const tellsQuestion = ({ runId }: Pick<Approval, 'runId'>, { settings, now, watchedRun }: Moment): boolean => runId !== watchedRun && !isQuiet(settings.quietHours, now)

/** What a pipeline asks to be shown is shown at any time but the quiet hours. */
export const tellsNotice = ({ settings, now }: Moment): boolean => !isQuiet(settings.quietHours, now)
