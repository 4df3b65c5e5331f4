import type { Json, JsonObject } from '../../contract/json'
import { type Placed, toJson } from '../pipelines/yaml/placed'
import { splitChain } from './chains'
import { type Conversion, notOfFormat, wholeOf } from './conversion'
import type { ImportReport } from './import-report'
import { literal, literalText } from './literal'
import { pipelineName } from './pipeline-name'
import type { StepPart } from './pipeline-parts'
import { quoted } from './quoted'
import { below, SourceMap, textOf } from './source-map'
import { StepNames } from './step-names'

/** The phases of the file pipeline, as it names them. */
export const KNOWN_PHASES: ReadonlySet<string> = new Set(['manifest', 'verify', 'scaffold', 'fix'])

const JOB_ID = '^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$'
const FOLDER = 'jobs/${{ inputs.job_id }}'

/** What a manifest is without a schema of its own: it lists files by their names, or as maps with a `path`. */
const MANIFEST: JsonObject = {
  type: 'object',
  required: ['files'],
  properties: {
    files: {
      type: 'array',
      items: {
        anyOf: [
          { type: 'string', minLength: 1 },
          { type: 'object', required: ['path'] },
        ],
      },
    },
  },
}

const SCAFFOLD_FILES = "${{ steps.MANIFEST.output.value.files.map(f, 'jobs/' + inputs.job_id + '/scaffold/' + (type(f) == 'string' ? f : f.path)) }}"

const WORKER_DOES_IT = 'return { job_id: input.job_id, phase: input.phase }\n'

interface Phase {
  readonly name: string
  readonly id: string
  readonly config: SourceMap | null
}

/** Of a list of phases: steps one after the other, which check what each phase left in the folder of the job. */
export const convertPhases: Conversion = (source, report) => {
  const { root } = source
  const file = root.kind === 'map' ? new SourceMap(root, '', report) : null
  const { key, list } = phasesOf(root) ?? refuse()
  if (key !== null) file?.take(key)
  const names = new StepNames()
  names.give('job', 'job')
  const phases = readPhases(list, key ?? '', names, report)
  const given = givenName(file, key)
  const name = pipelineName(given?.text ?? '', 'file_pipeline')
  if (given === null) report.note('assumed', wholeOf(source), `The list has no name; the pipeline is called ${quoted(name)}.`)
  else if (given.text !== name) given.file.note('kept_differently', given.key, `The pipeline is called ${quoted(name)}.`)
  report.note(
    'kept_differently',
    wholeOf(source),
    'The work of a phase was done by workers outside. The steps check what these left in the folder of the job; whatever does the work is started before, or written into the steps.',
  )
  report.note('assumed', wholeOf(source), 'The folder of a job is `jobs/` and its id, in the folder of the pipeline.')
  const description =
    file?.text('description') ?? `Checks the phases ${phases.map((phase) => phase.name).join(', ')} of a job, one after the other`.slice(0, 500)
  const steps = stepsOf(phases, names, report)
  file?.close('a list of phases')
  return {
    name,
    description,
    version: null,
    inputs: new Map([['job_id', { type: 'string', required: true, description: 'The folder of the job under jobs/' }]]),
    steps,
    outputs: new Map(),
  }
}

function refuse(): never {
  throw notOfFormat('phase_list', 'it has no list of phases, such as `manifest -> verify -> scaffold -> fix`')
}

interface GivenName {
  readonly text: string
  readonly key: string
  readonly file: SourceMap
}

/** What the pipeline is to be called: by a name, or by the key of the list. */
function givenName(file: SourceMap | null, key: string | null): GivenName | null {
  if (file === null) return null
  const name = file.text('name')
  if (name !== null) return { text: name, key: 'name', file }
  return key === null || key === 'phases' ? null : { text: key, key, file }
}

interface ListedPhase {
  readonly name: string
  readonly item: Placed
}

/** The list of phases, and the key that it stands under. */
export function phasesOf(root: Placed): { readonly key: string | null; readonly list: readonly ListedPhase[] } | null {
  if (root.kind !== 'map') return under(null, root)
  const phases = root.entries.get('phases')?.value
  const named = phases === undefined ? null : under('phases', phases)
  if (named !== null) return named
  for (const [key, { value }] of root.entries) {
    const found = under(key, value)
    if (found?.list.every(({ name }) => KNOWN_PHASES.has(name)) === true) return found
  }
  return null
}

/** A list of texts or of maps with a `name`, or a chain. */
function under(key: string | null, placed: Placed): ReturnType<typeof phasesOf> {
  const text = textOf(placed)
  const items = placed.kind === 'list' ? placed.items : text === null ? [] : (splitChain(text, placed.range) ?? [])
  const list = items.flatMap((item) => {
    const name = textOf(item.kind === 'map' ? (item.entries.get('name') ?? item.entries.get('phase'))?.value : item)
    return name === null ? [] : { name, item }
  })
  return list.length > 0 && list.length === items.length ? { key, list } : null
}

function readPhases(list: readonly ListedPhase[], path: string, names: StepNames, report: ImportReport): readonly Phase[] {
  return list.map(({ name, item }, index): Phase => {
    const place = { path: below(path, index), range: item.range }
    const id = names.give(name, 'phase')
    if (id !== name) report.note('kept_differently', place, `The phase ${quoted(name)} is the step ${quoted(id)}.`)
    const config = item.kind === 'map' ? new SourceMap(item, place.path, report) : null
    config?.first(['name', 'phase'])
    return { name, id, config }
  })
}

function stepsOf(phases: readonly Phase[], names: StepNames, report: ImportReport): readonly StepPart[] {
  const job: StepPart = {
    id: 'job',
    name: 'Check the id of the job',
    uses: 'validate',
    with: { value: '${{ inputs.job_id }}', schema: { type: 'string', pattern: JOB_ID } },
  }
  const steps = [job]
  let before = job.id
  const manifest = phases.find(({ name }) => name === 'manifest') ?? null
  let hasManifest = false
  for (const phase of phases) {
    const needs = [before]
    const { name, config } = phase
    before = phase.id
    if (phase === manifest) {
      steps.push(...manifestSteps(phase, needs, names))
      hasManifest = true
    } else if (name === 'scaffold' && manifest !== null && hasManifest)
      steps.push({
        id: phase.id,
        comments: ['Every file that the manifest lists is there.'],
        needs,
        uses: 'validate',
        with: { required_files: SCAFFOLD_FILES.replace('MANIFEST', `${manifest.id}_file`) },
      })
    else steps.push(otherStep(phase, needs, report))
    config?.close('a phase')
  }
  return steps
}

/** `manifest.json` can be read, and is as its schema says. */
function manifestSteps({ id, config }: Phase, needs: readonly string[], names: StepNames): readonly StepPart[] {
  const file = names.give(`${id}_file`, 'manifest_file')
  const schema = config?.map('schema') ?? null
  if (config !== null && schema === null && config.has('schema'))
    config.note('not_kept', 'schema', 'A schema is written into the list itself; a file that holds it is not read.')
  if (config?.has('rules') === true) config.note('not_kept', 'rules', 'A file of rules is not read: write the rules into the schema of the step.')
  return [
    { id: file, comments: ['What the phase left behind.'], needs, uses: 'file', with: { action: 'read', path: `${FOLDER}/manifest.json`, as: 'json' } },
    {
      id,
      needs: [file],
      uses: 'validate',
      with: { value: `\${{ steps.${file}.output.value }}`, schema: schema === null ? MANIFEST : literal(toJson(schema.node)) },
    },
  ]
}

function otherStep({ id, name, config }: Phase, needs: readonly string[], report: ImportReport): StepPart {
  const paths = config === null ? [] : requiredFiles(config)
  if (paths.length > 0) return { id, needs, uses: 'validate', with: { required_files: paths.map((path): Json => `${FOLDER}/${literalText(path)}`) } }
  if (config !== null) report.note('not_kept', config.place, `The phase ${quoted(name)} has no rules that can be kept; its step checks nothing.`)
  return {
    id,
    comments: ['This phase comes without rules: whatever it needs is written here.'],
    needs,
    uses: 'script',
    with: { input: { job_id: '${{ inputs.job_id }}', phase: literalText(name) }, code: WORKER_DOES_IT },
  }
}

function requiredFiles(config: SourceMap): readonly string[] {
  const items = config.list('required_files')?.items ?? []
  const paths = items.flatMap((item) => textOf(item) || [])
  if (paths.length < items.length) config.note('not_kept', 'required_files', 'Each of `required_files` is a path; what is none is left out.')
  return paths
}
