import type { Json } from '../../contract/json'
import type { PipelineInput } from '../../contract/pipeline'
import type { PipelineChange, PipelinePart } from '../../contract/version-comparison'
import { canonicalJson } from '../shared/canonical-json'
import type { Need, PipelineSpec, StepSpec } from './spec'

/**
 * What a newer version of a pipeline does otherwise than an older one: first the pipeline as a whole, then inputs, steps and
 * outputs in the order of the newer file, what is gone last. Defaults count with the steps that they reach.
 */
export function compareSpecs(from: PipelineSpec, to: PipelineSpec): readonly PipelineChange[] {
  return [
    ...changesOf('pipeline', wholeOf(from), wholeOf(to)),
    ...changesOf('input', new Map(from.inputs.map(inputPart)), new Map(to.inputs.map(inputPart))),
    ...changesOf('step', stepsOf(from), stepsOf(to)),
    ...changesOf('output', outputsOf(from), outputsOf(to)),
  ]
}

/** What is compared: its values by the words of the file. */
interface Part {
  readonly values: Values
  readonly line: number | null
}
type Values = Readonly<Record<string, Json>>
type Parts = ReadonlyMap<string, Part>

function changesOf(part: PipelinePart, from: Parts, to: Parts): readonly PipelineChange[] {
  const known = [...to].flatMap(([name, now]): readonly PipelineChange[] => {
    const before = from.get(name)
    if (before === undefined) return [{ part, name, change: 'added', keys: [], fromLine: null, toLine: now.line }]
    const keys = changedKeys(before.values, now.values)
    return keys.length === 0 ? [] : [{ part, name, change: 'changed', keys: keys.filter((key) => key !== WHOLE), fromLine: before.line, toLine: now.line }]
  })
  const gone = [...from].filter(([name]) => !to.has(name))
  return [...known, ...gone.map(([name, { line }]): PipelineChange => ({ part, name, change: 'removed', keys: [], fromLine: line, toLine: null }))]
}

/** Of what is a single value. */
const WHOLE = ''
const single = (value: Json): Part => ({ values: { [WHOLE]: value }, line: null })

function changedKeys(from: Values, to: Values): readonly string[] {
  const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])]
  const same = (key: string) => Object.hasOwn(from, key) === Object.hasOwn(to, key) && canonicalJson(from[key] ?? null) === canonicalJson(to[key] ?? null)
  const changed = keys.filter((key) => !same(key))
  return [...new Set(changed.map((key) => (holdsNone(from, key) || holdsNone(to, key) ? groupOf(key) : key)))]
}

/** A map that came or went as a whole is named alone: `map`, not each of its keys. */
const groupOf = (key: string): string => key.replace(/\..*$/s, '')
const holdsNone = (values: Values, key: string): boolean => !Object.keys(values).some((each) => groupOf(each) === groupOf(key))

/** A map's values under `key.name`. */
const under = (key: string, values: Values): Values => Object.fromEntries(Object.entries(values).map(([name, value]) => [`${key}.${name}`, value]))

const wholeOf = ({ description, concurrency }: PipelineSpec): Parts =>
  new Map([
    ...(description === '' ? [] : [['description', single(description)] as const]),
    ...(concurrency === null ? [] : [['concurrency', { values: { ...concurrency }, line: null }] as const]),
  ])

const inputPart = ({ name, type, required, description, default: initial, options }: PipelineInput): readonly [string, Part] => [
  name,
  { values: { type, required, description, default: initial, options }, line: null },
]

const outputsOf = ({ outputs }: PipelineSpec): Parts => new Map(Object.entries(outputs ?? {}).map(([name, value]) => [name, single(value)]))

const stepsOf = ({ steps, onFailure }: PipelineSpec): Parts =>
  new Map([...steps.map((step) => [step.id, stepPart(step, 'steps')] as const), ...onFailure.map((step) => [step.id, stepPart(step, 'on_failure')] as const)])

function stepPart(step: StepSpec, list: 'steps' | 'on_failure'): Part {
  const { map, cache, retry } = step
  const values: Values = {
    ...(list === 'on_failure' && { on_failure: true }),
    name: step.name,
    uses: step.uses,
    ...under('with', step.with),
    needs: step.needs.map(needOf).toSorted(),
    ...(step.if !== null && { if: step.if }),
    ...(map !== null && under('map', { over: map.over, max_parallel: map.maxParallel, on_item_error: map.onItemError })),
    ...(cache !== null && under('cache', { key: cache.key, ttl: cache.ttlMs })),
    queue: step.queue,
    timeout: step.timeoutMs,
    ...under('retry', { attempts: retry.attempts, backoff: retry.backoff, delay: retry.delayMs, max: retry.maxMs, jitter: retry.jitter }),
    on_lost: step.onLost,
  }
  return { values, line: step.line }
}

/** Steps may be needed in any order. */
const needOf = ({ step, on }: Need): string => `${step} ${on.toSorted().join(' ')}`
