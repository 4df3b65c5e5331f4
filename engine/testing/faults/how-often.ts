/** How often tests visit each point of a fault: `SIGNALBOX_FAULTS=20`; once, and only what is new, when nothing is given. */
export function timesFrom(given: string | undefined): number {
  if (given === undefined || given === '') return 1
  const times = Number(given)
  if (!Number.isInteger(times) || times < 1) throw new Error(`SIGNALBOX_FAULTS is how often each point is visited, such as 20, not ${given}`)
  return times
}
