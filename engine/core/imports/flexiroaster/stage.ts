import { LIMITS } from '../../pipelines/limits'
import type { Placed } from '../../pipelines/yaml/placed'
import type { ImportReport, Place } from '../import-report'
import type { NeedPart, StepPart } from '../pipeline-parts'
import { quoted } from '../quoted'
import { below, SourceMap, textOf } from '../source-map'
import { StepNames } from '../step-names'

/** One stage of the file, its references resolved to the ids of steps. */
export interface Stage {
  readonly source: SourceMap
  readonly config: SourceMap | null
  /** Of the step that stands for it, and that others need. */
  readonly id: string
  readonly name: string | null
  readonly type: string
  /** Ids of steps; a name that is no stage stays as it is, for the check of the result to find. */
  readonly needs: readonly string[]
  /** false: the stages after it run even when it fails. */
  readonly critical: boolean
  readonly policies: Pick<StepPart, 'timeoutMs' | 'retry'>
  readonly comments: readonly string[]
}

export interface StageFile {
  readonly stages: readonly Stage[]
  readonly names: StepNames
}

interface Named {
  readonly source: SourceMap
  readonly id: string
}

export function readStages(list: readonly Placed[], report: ImportReport): StageFile {
  const names = new StepNames()
  const ids = new Map<string, string>()
  const named = list.flatMap((item, index) => nameStage(item, index, { names, ids, report }) ?? [])
  return { names, stages: named.map((each) => readStage(each, ids)) }
}

interface Naming {
  readonly names: StepNames
  /** Of steps, by the ids that the file gives their stages. */
  readonly ids: Map<string, string>
  readonly report: ImportReport
}

function nameStage(item: Placed, index: number, { names, ids, report }: Naming): Named | null {
  const path = below('stages', index)
  if (item.kind !== 'map') {
    report.note('not_kept', { path, range: item.range }, 'A stage is a map of keys and values; this is none.')
    return null
  }
  const source = new SourceMap(item, path, report)
  const given = source.text('id')
  const fallback = `stage_${index + 1}`
  const id = names.give(given ?? textOf(item.entries.get('name')?.value) ?? fallback, fallback)
  if (given === null) report.note('assumed', source.place, `The stage has no id; its step is called ${quoted(id)}.`)
  else if (ids.has(given))
    source.note('kept_differently', 'id', `There is another stage ${quoted(given)}, which the others mean by this name; this one is ${quoted(id)}.`)
  else if (given !== id)
    source.note(
      'kept_differently',
      'id',
      `The id ${quoted(given)} is ${quoted(id)} here: ids are unique and made of letters, digits and underscores. What names it follows.`,
    )
  if (given !== null && !ids.has(given)) ids.set(given, id)
  return { source, id }
}

function readStage({ source, id }: Named, ids: ReadonlyMap<string, string>): Stage {
  const description = source.text('description')
  if (description !== null) source.note('kept_differently', 'description', 'Steps have no description; it stands in a comment.')
  if (source.has('order')) source.note('not_kept', 'order', 'The order follows from what each step needs.')
  return {
    source,
    id,
    name: source.text('name'),
    type: source.text('type')?.toLowerCase() ?? '',
    config: source.map('config'),
    needs: readDependencies(source, ids),
    critical: readCritical(source),
    policies: { timeoutMs: readTimeout(source), retry: readRetry(source) },
    comments: description === null ? [] : commentLines(description),
  }
}

/** All of it, without what could end a comment. */
const commentLines = (text: string): readonly string[] =>
  text
    .split(/[\n\r\u0085\u2028\u2029]/)
    .map((line) => line.replaceAll(/\p{C}+/gu, ' ').trim())
    .filter((line) => line !== '')

function readDependencies(source: SourceMap, ids: ReadonlyMap<string, string>): readonly string[] {
  const value = source.take('dependencies')
  if (value === null) return []
  const needs = new Set<string>()
  for (const [index, item] of (value.kind === 'list' ? value.items : [value]).entries()) {
    const place: Place = { path: below(below(source.path, 'dependencies'), index), range: item.range }
    if (item.kind !== 'scalar' || item.value === null) {
      source.report.note('not_kept', place, 'A dependency is the id of a stage; this is none.')
      continue
    }
    const given = String(item.value)
    const id = ids.get(given) ?? given
    if (needs.has(id)) source.report.note('not_kept', place, `${quoted(given)} stands here twice; once is enough.`)
    else needs.add(id)
  }
  return [...needs]
}

function readCritical(source: SourceMap): boolean {
  const critical = source.flag('is_critical') ?? true
  if (!critical)
    source.note('kept_differently', 'is_critical', 'The steps after this one also run when it fails, but a run in which a step failed counts as failed.')
  return critical
}

const LONGEST_TIMEOUT_S = 24 * 86_400

function readTimeout(source: SourceMap): number | null {
  const seconds = source.number('timeout')
  if (seconds === null) return null
  if (seconds >= 0.001 && seconds <= LONGEST_TIMEOUT_S) return Math.round(seconds * 1000)
  source.note('not_kept', 'timeout', 'A timeout is more than nothing and 24 days at most.')
  return null
}

function readRetry(source: SourceMap): StepPart['retry'] {
  const retries = source.number('max_retries')
  const delay = source.number('retry_delay')
  const attempts = retries === null ? null : Math.min(Math.max(Math.trunc(retries), 0) + 1, LIMITS.attempts)
  if (retries !== null && attempts !== retries + 1) source.note('kept_differently', 'max_retries', `A step is tried from 1 to ${LIMITS.attempts} times.`)
  const delayMs = delay !== null && delay >= 0 && delay <= 86_400 ? Math.round(delay * 1000) : null
  if (delay !== null && delayMs === null) source.note('not_kept', 'retry_delay', 'A wait before a retry is a day at most.')
  if (attempts === null && delayMs === null) return null
  return { ...(attempts !== null && { attempts }), ...(delayMs !== null && { delayMs }) }
}

/** Of a step that stands for a stage; `after` are steps of its own that come before it. */
export function needsOf(stage: Stage, stages: ReadonlyMap<string, Stage>): readonly NeedPart[] {
  return stage.needs.map((step): NeedPart => (stages.get(step)?.critical === false ? { step, on: ['succeeded', 'failed'] } : step))
}
