import type { Graph, GraphStep, NeedOutcome } from '../../contract/pipeline'
import type { Need, PipelineSpec, StepSpec } from './spec'

/** As much of a step as its place in the graph depends on. */
export interface GraphNode {
  readonly id: string
  readonly needs: readonly Pick<Need, 'step'>[]
}

type Drawn = Pick<StepSpec, 'id' | 'name' | 'uses' | 'needs' | 'map' | 'if' | 'queue' | 'line'>

/** What screens draw; in the order of the file, the steps of `on_failure` last. */
export function toGraph({ steps, onFailure }: { readonly steps: readonly Drawn[]; readonly onFailure: readonly Drawn[] }): Graph {
  const drawn = (step: Drawn, isOnFailure: boolean): GraphStep => ({
    id: step.id,
    uses: step.uses,
    name: step.name,
    needs: step.needs.map(({ step: needed, on }) => ({ step: needed, on: [...on] })),
    mapped: step.map !== null,
    conditional: step.if !== null,
    onFailure: isOnFailure,
    queue: step.queue,
    line: step.line,
  })
  return { steps: [...steps.map((step) => drawn(step, false)), ...onFailure.map((step) => drawn(step, true))] }
}

/** Every step that must end before this one can start, near or far. The step itself only when it is in a cycle. */
export function ancestors(steps: readonly GraphNode[], id: string): ReadonlySet<string> {
  const needsOf = new Map(steps.map((step) => [step.id, step.needs]))
  const found = new Set<string>()
  const open = [id]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const { step } of needsOf.get(next) ?? []) {
      if (found.has(step) || !needsOf.has(step)) continue
      found.add(step)
      open.push(step)
    }
  }
  return found
}

/** For each step, who waits for it and for which outcomes. A step nobody waits for has an empty list. */
export function dependantsOf(
  spec: Pick<PipelineSpec, 'steps'>,
): ReadonlyMap<string, readonly { readonly step: string; readonly on: readonly NeedOutcome[] }[]> {
  const dependants = new Map<string, { readonly step: string; readonly on: readonly NeedOutcome[] }[]>(spec.steps.map((step) => [step.id, []]))
  for (const { id, needs } of spec.steps) {
    for (const need of needs) dependants.get(need.step)?.push({ step: id, on: need.on })
  }
  return dependants
}

interface Place<Step> {
  readonly step: Step
  /** Needed steps that are not in the order yet. */
  waitsFor: number
  readonly dependants: Place<Step>[]
}

/** Needed steps before those that need them (Kahn, 1962); steps of a loop, and those behind it, are left out. */
export function inOrder<Step extends GraphNode>(steps: readonly Step[]): readonly Step[] {
  const places = new Map(steps.map((step): [string, Place<Step>] => [step.id, { step, waitsFor: 0, dependants: [] }]))
  for (const place of places.values()) {
    for (const need of place.step.needs) {
      const needed = places.get(need.step)
      if (needed === undefined) continue
      needed.dependants.push(place)
      place.waitsFor++
    }
  }
  const order = [...places.values()].filter(({ waitsFor }) => waitsFor === 0)
  for (const { dependants } of order) for (const dependant of dependants) if (--dependant.waitsFor === 0) order.push(dependant)
  return order.map(({ step }) => step)
}

/**
 * A loop of steps that wait for each other, each followed by one it needs, the first repeated at the end
 * (`a, b, c, a`), beginning with the step that stands first in the file; null when there is none.
 */
export function findCycle(steps: readonly GraphNode[]): readonly string[] | null {
  const needsOf = new Map(steps.map((step) => [step.id, step.needs.map((need) => need.step)]))
  const done = new Set<string>()
  for (const { id } of steps) {
    const loop = loopFrom(id, needsOf, done)
    if (loop !== null) return startingFirst(loop, steps)
  }
  return null
}

/** Depth first, without recursion; `done` are steps known to lead into no loop. */
function loopFrom(start: string, needsOf: ReadonlyMap<string, readonly string[]>, done: Set<string>): readonly string[] | null {
  const path: { readonly id: string; next: number }[] = []
  const onPath = new Set<string>()
  const enter = (id: string) => {
    path.push({ id, next: 0 })
    onPath.add(id)
  }
  if (!done.has(start)) enter(start)
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const needed = needsOf.get(top.id)?.[top.next++]
    if (needed === undefined) {
      path.pop()
      onPath.delete(top.id)
      done.add(top.id)
    } else if (onPath.has(needed)) {
      const ids = path.map((each) => each.id)
      return ids.slice(ids.indexOf(needed))
    } else if (!done.has(needed)) {
      enter(needed)
    }
  }
  return null
}

function startingFirst(loop: readonly string[], steps: readonly GraphNode[]): readonly string[] {
  const places = loop.map((id) => steps.findIndex((step) => step.id === id))
  const at = places.indexOf(Math.min(...places))
  return [...loop.slice(at), ...loop.slice(0, at + 1)]
}
