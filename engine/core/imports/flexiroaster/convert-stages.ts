import type { Json } from '../../../contract/json'
import type { InputType } from '../../../contract/pipeline'
import { LIMITS } from '../../pipelines/limits'
import { type Conversion, notOfFormat } from '../conversion'
import { BRACES_APART, holdsOpening, unbraced } from '../literal'
import { pipelineName } from '../pipeline-name'
import type { InputPart, StepPart } from '../pipeline-parts'
import { quoted } from '../quoted'
import { SourceMap, textOf } from '../source-map'
import { StepNames } from '../step-names'
import { convertInput, recordsOfInput } from './input-stage'
import { readNotices } from './notices'
import { convertOutput } from './output-stage'
import { PASS_ON } from './scripts'
import { needsOf, readStages, type Stage, type StageFile } from './stage'
import { recordsValue, type StageConversion, stepOf } from './stage-conversion'
import { convertTransform } from './transform-stage'
import { convertValidation } from './validation-stage'

/** What the old server kept about a pipeline, and what takes its place. */
const KEPT_BY_THE_ENGINE: Readonly<Record<string, string>> = {
  id: 'Pipelines are known by their name; the engine gives them an id of its own.',
  schedule: 'Signalbox has no schedules: start the pipeline from cron or the like, by `signalbox run`.',
  is_active: 'A pipeline runs when somebody or something starts it: what should not run is not started.',
  created_at: 'The engine keeps the times of each version itself.',
  updated_at: 'The engine keeps the times of each version itself.',
  stage_count: 'It follows from the steps.',
}

/** Of a FlexiRoaster stage file: one step for each stage, and one more where CSV is written. */
export const convertStages: Conversion = (source, report) => {
  const { root } = source
  const list = root.kind === 'map' ? root.entries.get('stages')?.value : undefined
  if (root.kind !== 'map' || list?.kind !== 'list') throw notOfFormat('flexiroaster', 'it has no list `stages`')
  const file = new SourceMap(root, '', report)
  file.take('stages')
  for (const [key, message] of Object.entries(KEPT_BY_THE_ENGINE)) if (file.has(key)) file.note('not_kept', key, message)
  const stages = readStages(list.items, report)
  const steps = stepsOf(stages)
  const name = readName(file)
  const notices = readNotices(file, steps, stages.names)
  const parts = {
    name,
    description: file.text('description'),
    version: file.text('version'),
    inputs: readVariables(file),
    steps: [...steps, ...notices.atEnd],
    onFailure: notices.onFailure,
    outputs: outputsOf(stages.stages),
  }
  file.close('a stage file')
  return parts
}

function readName(file: SourceMap): string {
  const given = file.text('name')
  const name = pipelineName(given ?? '', 'imported_stages')
  if (given === null)
    file.report.note(
      'assumed',
      { ...file.place, range: { start: file.node.range.start, end: file.node.range.start } },
      `The file has no name; the pipeline is called ${quoted(name)}.`,
    )
  else if (given !== name) file.note('kept_differently', 'name', `The pipeline is called ${quoted(name)}: names have letters, digits, spaces and \`_ . -\`.`)
  return name
}

function stepsOf({ stages, names }: StageFile): readonly StepPart[] {
  const byId = new Map(stages.map((stage) => [stage.id, stage]))
  const reads = new Map<string, string>()
  const made = new Map<string, readonly StepPart[]>()
  // Reading comes first: where an input's records are depends on its step alone.
  for (const stage of stages.filter(({ type }) => type === 'input')) {
    const steps = convertInput(stage, { needs: needsOf(stage, byId), records: null, names })
    made.set(stage.id, steps)
    for (const step of steps) reads.set(stage.id, recordsOfInput(step))
  }
  return stages.flatMap((stage) => {
    const steps = made.get(stage.id) ?? conversionOf(stage)(stage, { needs: needsOf(stage, byId), records: recordsBefore(stage, byId, reads), names })
    stage.config?.close('the config of a stage')
    stage.source.close('a stage')
    return steps
  })
}

/** The records that a stage works on: those of the first stage it depends on, as the old executor had it. */
function recordsBefore(stage: Stage, byId: ReadonlyMap<string, Stage>, reads: ReadonlyMap<string, string>): string | null {
  const [first, ...others] = stage.needs
  if (first === undefined) return null
  if (others.length > 0) stage.source.note('assumed', 'dependencies', `The records come from ${quoted(first)}, the first of them; the others are waited for.`)
  const seen = new Set<string>()
  let before = byId.get(first)
  // Checking and writing hand the records on.
  while (before !== undefined && isPassing(before) && !seen.has(before.id)) {
    seen.add(before.id)
    before = byId.get(before.needs[0] ?? '')
  }
  if (before === undefined || isPassing(before) || before.id === stage.id) return null
  const records = reads.get(before.id) ?? `steps.${before.id}.output`
  return before.critical ? records : `default(${records}, [])`
}

const isPassing = (stage: Stage): boolean => isValidation(stage) || stage.type === 'output'

/** Some files say `type: transform` with `operation: validate`. */
function isValidation({ type, config }: Stage): boolean {
  if (type === 'validation') return true
  return type === 'transform' && textOf(config?.node.entries.get('operation')?.value)?.toLowerCase() === 'validate'
}

function conversionOf(stage: Stage): StageConversion {
  if (isValidation(stage)) return convertValidation
  if (stage.type === 'transform') return convertTransform
  return stage.type === 'output' ? convertOutput : convertUnknown
}

const convertUnknown: StageConversion = (stage, { needs, records }) => {
  const { source } = stage
  if (source.has('type'))
    source.note('not_kept', 'type', `${quoted(stage.type)} is none of \`input\`, \`transform\`, \`validation\` and \`output\`: the step hands its records on.`)
  else source.report.note('not_kept', source.place, 'The stage has no type: its step hands its records on.')
  return [{ ...stepOf(stage, needs), uses: 'script', with: { input: { rows: recordsValue(records) }, code: PASS_ON } }]
}

function readVariables(file: SourceMap): ReadonlyMap<string, InputPart> {
  const inputs = new Map<string, InputPart>()
  const variables = file.map('variables')
  if (variables === null) return inputs
  const names = new StepNames()
  const all = [...variables.node.entries]
  for (const [key] of all.slice(0, LIMITS.inputs)) readVariable(key, variables, names, inputs)
  variables.close('`variables`')
  if (all.length > 0)
    file.note('kept_differently', 'variables', 'Variables are inputs of the pipeline, with their values as defaults. Steps do not use them by themselves.')
  return inputs
}

function readVariable(key: string, variables: SourceMap, names: StepNames, inputs: Map<string, InputPart>): void {
  const value = variables.json(key)
  const name = names.give(key, 'variable')
  if (name !== key) variables.note('kept_differently', key, `The variable ${quoted(key)} is the input ${quoted(name)}.`)
  if (value === undefined) return void inputs.set(name, { type: 'string' })
  if (holdsOpening(value)) variables.note('kept_differently', key, BRACES_APART)
  inputs.set(name, { type: typeOf(value), default: unbraced(value) })
}

function typeOf(value: Json): InputType {
  if (typeof value === 'object') return Array.isArray(value) ? 'array' : 'object'
  if (typeof value === 'boolean') return 'boolean'
  return typeof value === 'number' ? 'number' : 'string'
}

function outputsOf(stages: readonly Stage[]): ReadonlyMap<string, string> {
  const outputs = stages.filter(({ type }) => type === 'output')
  return new Map(outputs.map(({ id, critical }) => [id, critical ? `\${{ steps.${id}.output.path }}` : `\${{ default(steps.${id}.output.path, "") }}`]))
}
