import { isRunOver, type RunView } from '../run-view'

/**
 * Whether the run is at work and nothing in it waits, as far as the screen can tell. Of the items of a mapped step it cannot:
 * those that count as running may all be waiting.
 */
export function isSimplyAtWork({ run, steps }: RunView): boolean {
  if (run.pausedAt !== null || run.status !== 'running') return false
  const all = [...steps.values()]
  const works = all.some(({ status, map }) => status === 'running' && map === null)
  return works && !all.some(({ status, map }) => status === 'waiting' || (status === 'running' && map !== null))
}

/** Whether there is anything to ask about: a run that is being stopped waits for its end alone. */
export const mayWait = ({ run }: RunView): boolean => !isRunOver(run.status) && run.cancelRequestedAt === null
