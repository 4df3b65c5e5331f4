/** A handler was called. */
export interface Transition {
  readonly runId: string
  readonly stepId: string
  readonly at: number
}

/**
 * Milliseconds from one step's handler to the next one's, by one clock. Handlers that do nothing end where they begin,
 * so this is the whole of the engine's part: record, plan, commit, start.
 */
export function latencies(calls: readonly Transition[], chain: readonly string[]): readonly number[] {
  const previous = new Map(chain.slice(1).map((step, index) => [step, chain[index]]))
  const at = new Map(calls.map((call) => [`${call.runId} ${call.stepId}`, call.at]))
  return calls.flatMap((call) => {
    const before = at.get(`${call.runId} ${previous.get(call.stepId) ?? ''}`)
    return before === undefined ? [] : [call.at - before]
  })
}

export function quantiles(values: readonly number[]): { p50: number; p99: number } {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (q: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0
  return { p50: at(0.5), p99: at(0.99) }
}
