/** An open run, as far as it tells who can come to an end. */
export interface StandingRun {
  readonly id: string
  /** The group in whose line it stands; null when it has a place, or needs none. */
  readonly inLineOf: string | null
  /** Runs that steps of it wait for. */
  readonly waitsFor: readonly string[]
}

export interface StandingGroup {
  readonly limit: number
  /** The runs that have its places. */
  readonly holders: readonly string[]
}

/** Whoever is not among the runs ends by itself, as far as is known. */
export interface Standing {
  readonly runs: ReadonlyMap<string, StandingRun>
  readonly groups: ReadonlyMap<string, StandingGroup>
}

/** Somebody waits for a place of a group, and `holder` has one that never becomes free. */
export interface VainWait {
  /** Null: the run that is about to be started. */
  readonly runId: string | null
  readonly group: string
  readonly holder: string
}

/**
 * Why a run that is about to wait for a place of `group` would never get one: every place that would have to become free
 * is held by a run that waits, maybe by way of other groups, for one of those `above` the new run, or for itself. One wait
 * leads to the next; null when a place becomes free sooner or later.
 */
export function findStalemate(group: string, above: ReadonlySet<string>, standing: Standing): readonly VainWait[] | null {
  const ending = whoEnds(above, standing)
  return becomesFree(standing.groups.get(group), ending) ? null : chainFrom(group, above, standing, ending)
}

type Ending = (runId: string) => boolean

/** A run ends when all those end that it waits for. From those that wait for nobody, again and again, until no more are found. */
function whoEnds(above: ReadonlySet<string>, { runs, groups }: Standing): Ending {
  const stuck = new Set([...runs.keys(), ...above])
  const ending: Ending = (runId) => !stuck.has(runId)
  const canEnd = ({ id, inLineOf, waitsFor }: StandingRun): boolean => !above.has(id) && (inLineOf === null || becomesFree(groups.get(inLineOf), ending)) && waitsFor.every(ending)
  for (let before = Infinity; stuck.size < before; ) {
    before = stuck.size
    for (const run of runs.values()) if (stuck.has(run.id) && canEnd(run)) stuck.delete(run.id)
  }
  return ending
}

/** After a lower limit more runs may have places than there are. */
const becomesFree = (group: StandingGroup | undefined, ending: Ending): boolean => stuckIn(group, ending).length < (group?.limit ?? 1)

const stuckIn = (group: StandingGroup | undefined, ending: Ending): readonly string[] => (group?.holders ?? []).filter((holder) => !ending(holder))

function chainFrom(group: string, above: ReadonlySet<string>, standing: Standing, ending: Ending): readonly VainWait[] {
  const chain: VainWait[] = []
  const seen = new Set<string>()
  let next: Pick<VainWait, 'runId' | 'group'> | null = { runId: null, group }
  while (next !== null) {
    const stuck = stuckIn(standing.groups.get(next.group), ending)
    const holder: string | undefined = stuck.find((each) => above.has(each)) ?? stuck[0]
    if (holder === undefined) break
    chain.push({ ...next, holder })
    next = above.has(holder) || seen.has(holder) ? null : waitBelow(holder, standing, ending)
    seen.add(holder)
  }
  return chain
}

/** The run in a line for which a run waits in the end, by way of others that it has started. */
function waitBelow(runId: string, { runs }: Standing, ending: Ending): Pick<VainWait, 'runId' | 'group'> | null {
  let below = runs.get(runId)
  while (below !== undefined && below.inLineOf === null) [below] = below.waitsFor.filter((each) => !ending(each)).flatMap((each) => runs.get(each) ?? [])
  return below === undefined || below.inLineOf === null ? null : { runId: below.id, group: below.inLineOf }
}
