/** A line of a queue: attempts of the same priority that go by the same lane. Within it, whoever has the lower turn is first. */
export interface Line {
  readonly queue: string
  /** Empty for attempts that go by none. */
  readonly lane: string
  readonly priority: number
}

interface LineState {
  /** The turn before the highest that was begun: whoever comes now may still go with those of the same turn. */
  clock: number
  /** How far the line's own turns are behind its queue's clock, because its lane was full or shut meanwhile. */
  behind: number
  /** The last turn of each flow that may still be waiting; empty when nobody is. */
  readonly last: Map<string, number>
}

/** What a restart finds queued: the turns of one flow in one line. */
export interface QueuedTurns extends Line {
  readonly flow: string
  readonly first: number
  readonly last: number
}

/**
 * Start-time fair queueing (Goyal, Vin, Cheng 1996), every attempt costing one: each flow (a pipeline) that has something
 * waiting in a line gets its share of the line, however much others have brought, and none is ever ahead of another by more
 * than a turn. What a flow leaves unused is lost to it: whoever comes back after a rest joins at the clock.
 *
 * Each lane counts by itself, so that a flood that waits for a lane cannot put off others in that lane; lanes are compared
 * by their place at the queue's clock, and one that had to wait gets no credit for it. Deterministic: no time, no chance.
 * Turns that come to nothing leave gaps, which do no harm.
 */
export class FairTurns {
  /** By queue and priority. */
  readonly #clocks = new Map<string, number>()
  /** By queue and lane, then by priority. */
  readonly #lines = new Map<string, Map<number, LineState>>()

  /** The turn of another attempt of a flow. Within a flow and line they only grow, so the first to come is the first to go. */
  give(line: Line, flow: string): number {
    const { clock, last } = this.#stateOf(line)
    const turn = Math.max(clock, last.get(flow) ?? 0) + 1
    last.set(flow, turn)
    return turn
  }

  /** An attempt of the flow was begun without waiting: while others wait, it costs a turn all the same. */
  charge(line: Line, flow: string): void {
    if (this.#stateOf(line).last.size > 0) this.give(line, flow)
  }

  /** Where a turn stands among those of all lanes of its queue and priority: the lower is the first. */
  placeOf(line: Line, turn: number): number {
    return Math.max(turn + this.#stateOf(line).behind, this.#clocks.get(clockKey(line)) ?? 0)
  }

  begun(line: Line, turn: number): void {
    const state = this.#stateOf(line)
    const place = this.placeOf(line, turn)
    state.behind = place - turn
    state.clock = Math.max(state.clock, turn - 1)
    this.#clocks.set(clockKey(line), place)
  }

  /** Nobody waits for the lane in the queue any more: what flows had beyond others is forgotten. */
  emptied({ queue, lane }: Pick<Line, 'queue' | 'lane'>): void {
    for (const { last } of this.#lines.get(lineKey({ queue, lane }))?.values() ?? []) last.clear()
  }

  /** Goes on from what is queued; for the start, before anything else. */
  restore(queued: readonly QueuedTurns[]): void {
    for (const { flow, first, last, ...line } of queued) {
      const state = this.#stateOf(line)
      state.clock = state.last.size === 0 ? first - 1 : Math.min(state.clock, first - 1)
      state.last.set(flow, last)
    }
    for (const line of queued) this.#clocks.set(clockKey(line), Math.max(this.#clocks.get(clockKey(line)) ?? 0, this.#stateOf(line).clock))
  }

  #stateOf(line: Line): LineState {
    const key = lineKey(line)
    const priorities = this.#lines.get(key)
    const known = priorities?.get(line.priority)
    if (known !== undefined) return known
    const state: LineState = { clock: 0, behind: 0, last: new Map() }
    if (priorities === undefined) this.#lines.set(key, new Map([[line.priority, state]]))
    else priorities.set(line.priority, state)
    return state
  }
}

const clockKey = ({ queue, priority }: Line): string => `${priority} ${queue}`
const lineKey = ({ queue, lane }: Pick<Line, 'queue' | 'lane'>): string => `${queue} ${lane}`
