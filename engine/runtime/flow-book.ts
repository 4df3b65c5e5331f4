import type { FlowFacts, FlowReason } from '../core/flow/facts'
import { type Flow, flowAfter, flowBegun, flowEnded, flowLearnt, type FlowLimits, flowRoom, flowShut, flowUsed, openFlow, withLimits } from '../core/flow/flow'
import { assertNever } from '../core/shared/assert-never'

export interface Shut {
  readonly until: number
  readonly reason: FlowReason
}

const UNLIMITED: FlowLimits = { requestsPerMinute: null, tokensPerMinute: null }
/** Somebody who is new is asked with care there: most who offer models have limits. */
const MODEL = 'model:'

/** How each lane flows. What was learnt is forgotten with the process: replies soon tell it again. What people allow holds across two of them. */
export class FlowBook {
  readonly #flows = new Map<string, Flow>()
  #limits: ReadonlyMap<string, FlowLimits> = new Map()
  readonly #lastWorkAt: number | null

  /** When the process before may have begun anything last; null when there was none. */
  constructor(lastWorkAt: number | null) {
    this.#lastWorkAt = lastWorkAt
  }

  /** What people allow; lanes that are not among them are not limited by them. */
  setLimits(limits: ReadonlyMap<string, FlowLimits>, now: number): void {
    this.#limits = limits
    for (const [lane, flow] of this.#flows) this.#flows.set(lane, withLimits(flow, limits.get(lane) ?? UNLIMITED, now))
  }

  room(lane: string, now: number): number {
    const flow = this.#known(lane, now)
    return flow === null ? Infinity : flowRoom(flow, now)
  }

  shut(lane: string, now: number): Shut | null {
    const flow = this.#known(lane, now)
    return flow === null ? null : flowShut(flow, now)
  }

  begun(lane: string, now: number): () => void {
    const flow = this.#flowOf(lane, now)
    const after = flowBegun(flow, now)
    this.#flows.set(lane, after)
    // Nothing comes between within a transaction but others that begin, and those are taken back before this one.
    return () => this.#flows.set(lane, this.#flows.get(lane) === after ? flow : flowEnded(this.#flowOf(lane, now)))
  }

  ended(lane: string, now: number): void {
    this.#flows.set(lane, flowEnded(this.#flowOf(lane, now)))
  }

  learnt(lane: string, facts: FlowFacts): void {
    this.#flows.set(lane, flowLearnt(this.#flowOf(lane, facts.at), facts))
  }

  used(lane: string, tokens: number, now: number): void {
    this.#flows.set(lane, flowUsed(this.#flowOf(lane, now), tokens, now))
  }

  #known(lane: string, now: number): Flow | null {
    return this.#flows.get(lane) ?? (lane.startsWith(MODEL) ? this.#flowOf(lane, now) : null)
  }

  #flowOf(lane: string, now: number): Flow {
    const known = this.#flows.get(lane)
    if (known !== undefined) return known
    const opened = openFlow(this.#limits.get(lane) ?? UNLIMITED, { careful: lane.startsWith(MODEL), now })
    const flow = this.#lastWorkAt === null ? opened : flowAfter(opened, this.#lastWorkAt)
    this.#flows.set(lane, flow)
    return flow
  }
}

/** Why a lane is shut, for people: the rest of a sentence that begins with its name. */
export function shutWords({ reason }: Shut): string {
  switch (reason) {
    case 'own_limit':
      return 'has reached the limit that it was given here'
    case 'requests':
      return 'said that it takes no more requests for now'
    case 'tokens':
      return 'said that it takes no more tokens for now'
    case 'refused':
      return 'refused a request, and wants to be left alone for a while'
    default:
      return assertNever(reason)
  }
}
