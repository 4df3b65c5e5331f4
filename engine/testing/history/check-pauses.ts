import { violating, type Violation } from './check-rows'
import { placeOf, type RunRows } from './rows'

/** I9: nothing of a paused run begins; a list that becomes known, and what was at work, are no beginning. */
export function checkPauses({ events }: Pick<RunRows, 'events'>): readonly Violation[] {
  let paused = false
  const wrong: string[] = []
  for (const event of events) {
    if (event.type === 'run.paused') paused = true
    else if (event.type === 'run.resumed' || event.type === 'run.cancel_requested') paused = false
    else if (paused && event.type === 'step.changed' && event.status === 'running' && event.items === null)
      wrong.push(`${placeOf(event)} was begun while its run was paused`)
  }
  return violating('I9', wrong)
}
