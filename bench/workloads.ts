export interface Workload {
  readonly name: string
  readonly title: string
  readonly runs: number
  readonly stepsEach: number
  readonly pipeline: string
  /** Steps that follow each other, to measure the time between them; empty when none do. */
  readonly chain: readonly string[]
  /** Each run is started when the one before has ended. */
  readonly oneAtATime: boolean
}

const step = (id: string, needs: readonly string[], value?: string): string =>
  `  - { id: ${id}, uses: noop${needs.length > 0 ? `, needs: [${needs.join(', ')}]` : ''}${value === undefined ? '' : `, with: { value: "${value}" }`} }\n`

function chainOf(length: number): { pipeline: string; chain: readonly string[] } {
  const chain = Array.from({ length }, (_, index) => `s${index + 1}`)
  const steps = chain.map((id, index) => {
    const before = chain[index - 1]
    return before === undefined ? step(id, []) : step(id, [before], `\${{ steps.${before}.output.n }}`)
  })
  return { pipeline: `steps:\n${steps.join('')}`, chain }
}

function fan(width: number): string {
  const middle = Array.from({ length: width }, (_, index) => `m${index + 1}`)
  return `steps:\n${step('first', [])}${middle.map((id) => step(id, ['first'])).join('')}${step('last', middle)}`
}

const workload = (name: string, title: string, runs: number, stepsEach: number, chain: readonly string[], body: string, oneAtATime = false): Workload => ({
  name,
  title,
  runs,
  stepsEach,
  chain,
  oneAtATime,
  pipeline: `name: ${name}\n${body}`,
})

/** What is measured most: also as ended runs pile up. */
export const W2 = workload('W2', '1,000 runs of four steps in a row, results passed on', 1000, 4, chainOf(4).chain, chainOf(4).pipeline)

export const WORKLOADS: readonly Workload[] = [
  workload('W1', '10,000 runs of one step', 10_000, 1, [], chainOf(1).pipeline),
  W2,
  workload('W3', '100 runs of 1 → 100 → 1', 100, 102, [], fan(100)),
  workload('W4', 'one run of 40 steps in a row, 20 times', 20, 40, chainOf(40).chain, chainOf(40).pipeline, true),
]
