import type { Json, JsonObject } from '../../contract/json'
import { type ReferencedNames, referencedNames } from '../pipelines/expressions'
import { inOrder } from '../pipelines/graph'
import type { StepSpec } from '../pipelines/spec'
import { canonicalJson } from '../shared/canonical-json'

/** What steps are given beside each other's outputs. */
export interface Surroundings {
  /** Complete, as the run has it. */
  readonly input: JsonObject
  readonly pipeline: { readonly name: string; readonly version: number; readonly folder: string }
}

/** A cryptographic hash of a text, as letters and digits. */
export type Digest = (text: string) => string

export interface ContentHash {
  /** Of the step by itself: what it does and what it is given, and the names of those before it. */
  readonly own: string
  /** With all that stands before it. */
  readonly whole: string
}

/**
 * For each step, a hash of everything that decides what comes of it: what it does, under which condition and over which
 * list, the inputs it names, the folder in which its paths start, and the same of every step it needs or names. The
 * order of the file, names, descriptions, queues, limits of time and number, and retries are left out: they decide when
 * and how often something is done, not what comes of it. `run` is left out too: it differs for each run, and would make
 * whatever names it new for ever.
 */
export function contentHashes(steps: ReadonlyMap<string, StepSpec>, around: Surroundings, digest: Digest): ReadonlyMap<string, ContentHash> {
  const hashes = new Map<string, ContentHash>()
  for (const step of neededFirst(steps)) {
    const names = namedBy(step)
    const own = digest(canonicalJson(contentOf(step, names, around)))
    const before = [...new Set([...step.needs.map((need) => need.step), ...names.steps])].toSorted().map((other) => hashes.get(other)?.whole ?? null)
    hashes.set(step.id, { own, whole: digest(canonicalJson([own, ...before])) })
  }
  return hashes
}

function contentOf(step: StepSpec, names: ReferencedNames, { input, pipeline }: Surroundings): Json {
  const inputs = names.allInputs ? Object.keys(input) : [...names.inputs]
  return {
    uses: step.uses,
    with: step.with,
    if: step.if,
    map: step.map === null ? null : { over: step.map.over, onItemError: step.map.onItemError },
    needs: Object.fromEntries(step.needs.map((need) => [need.step, need.on.toSorted()])),
    inputs: Object.fromEntries(inputs.map((name) => [name, input[name] ?? null])),
    pipeline: names.pipeline ? { name: pipeline.name, version: pipeline.version } : null,
    folder: pipeline.folder,
  }
}

/** What a step's expressions name; those of its cache only say where else an output may come from. */
const namedBy = (step: StepSpec): ReferencedNames =>
  referencedNames([step.with, ...[step.if, step.map?.over ?? null].flatMap((source) => (source === null ? [] : [{ expression: source }]))])

/** Every step after those that it needs or names; of a loop, which no stored pipeline has, the rest is left out. */
export function neededFirst(steps: ReadonlyMap<string, StepSpec>): readonly StepSpec[] {
  const nodes = [...steps].map(([id, spec]) => ({
    id,
    spec,
    needs: [...spec.needs, ...[...namedBy(spec).steps].map((step) => ({ step }))].filter(({ step }) => step !== id),
  }))
  return inOrder(nodes).map(({ spec }) => spec)
}
