import { DEFAULT_QUEUES } from '../queues/default-queues'
import { LIMITS } from '../pipelines/limits'
import { toJson } from '../pipelines/yaml/placed'
import { type Conversion, notOfFormat, wholeOf } from './conversion'
import { type Recipe, recipeOf } from './find-recipe'
import type { ImportReport, Place } from './import-report'
import { BRACES_APART, holdsOpening, literalText, unbraced } from './literal'
import { pipelineName } from './pipeline-name'
import type { InputPart, StepPart } from './pipeline-parts'
import { quoted } from './quoted'
import { below, SourceMap } from './source-map'
import { StepNames } from './step-names'

/** The recipes that the gateway came with; a request names one of them. */
const OWN_RECIPES: ReadonlyMap<string, readonly string[]> = new Map([
  ['business_plan', ['prompt_enhancer', 'fast_chat_llm', 'summarizer_pro', 'email_notifier']],
  ['viral_video', ['prompt_enhancer', 'video_gen_v2', 'email_notifier']],
])

/** Of a feature recipe: one call of a service after the other, each told what the one before gave. */
export const convertRecipe: Conversion = (source, report) => {
  const { root } = source
  const recipe = recipeOf(root)
  if (recipe === null) throw notOfFormat('cao_recipe', 'it has no list of the names of services')
  const file = root.kind === 'map' ? new SourceMap(root, '', report) : null
  for (const key of recipe.keys) file?.take(key)
  const name = readName(recipe, report, wholeOf(source))
  for (const { name: other, path, value } of recipe.others)
    report.note('not_kept', { path, range: value.range }, `A pipeline is made of one recipe at a time. Import ${quoted(other)} from a text of its own.`)
  const settings = serviceSettings(file)
  const services = servicesOf(recipe, report, wholeOf(source))
  const steps = stepsOf(services, settings, report)
  settings?.close('the settings of services')
  const input = readInput(file)
  const description = file?.text('description') ?? `Calls ${services.map(({ name: service }) => service).join(', ')}`.slice(0, 500)
  file?.close('a recipe')
  report.note(
    'assumed',
    wholeOf(source),
    'Each service is sent `input_data`, and as `previous` what the one before it gave. Change `body` where a service takes another form.',
  )
  const outputs = steps.slice(-1).map(({ id }): [string, string] => ['result', `\${{ steps.${id}.output }}`])
  return { name, description, version: null, inputs: new Map([['input_data', input]]), steps, outputs: new Map(outputs) }
}

function readName({ name: given }: Recipe, report: ImportReport, whole: Place): string {
  const name = pipelineName(given?.text ?? '', 'imported_recipe')
  if (given === null) report.note('assumed', whole, `The recipe has no name; the pipeline is called ${quoted(name)}.`)
  else if (given.text !== name)
    report.note('kept_differently', given.place, `The pipeline is called ${quoted(name)}: names have letters, digits, spaces and \`_ . -\`.`)
  return name
}

/** `SERVICES` beside the recipes: how each service is called. */
function serviceSettings(file: SourceMap | null): SourceMap | null {
  for (const key of ['SERVICES', 'services']) if (file?.node.entries.get(key)?.value.kind === 'map') return file.map(key)
  return null
}

interface Service {
  readonly name: string
  readonly place: Place
}

function servicesOf(recipe: Recipe, report: ImportReport, whole: Place): readonly Service[] {
  if (recipe.services !== null) return recipe.services.map(({ value, range }, index) => ({ name: value, place: { path: below(recipe.path, index), range } }))
  const { text } = recipe.name
  const own = OWN_RECIPES.get(text)
  if (own === undefined) throw notOfFormat('cao_recipe', `it asks for the feature ${quoted(text)} and does not list its services`)
  report.note('assumed', whole, `The text asks for ${quoted(text)} and lists no services; these are the ones that the gateway came with.`)
  return own.map((service) => ({ name: service, place: whole }))
}

function stepsOf(services: readonly Service[], settings: SourceMap | null, report: ImportReport): readonly StepPart[] {
  const names = new StepNames()
  const steps: StepPart[] = []
  for (const { name, place } of services) {
    const id = names.give(name, 'service')
    if (id !== name)
      report.note(
        'kept_differently',
        place,
        `The step that calls ${quoted(name)} is called ${quoted(id)}: ids are unique and made of letters, digits and underscores.`,
      )
    const before = steps.at(-1)
    steps.push({
      id,
      ...(before !== undefined && { needs: [before.id] }),
      uses: 'service',
      ...policiesOf(name, settings),
      with: {
        service: literalText(name),
        body: { input_data: '${{ inputs.input_data }}', ...(before !== undefined && { previous: `\${{ steps.${before.id}.output }}` }) },
      },
    })
  }
  return steps
}

function policiesOf(name: string, settings: SourceMap | null): Pick<StepPart, 'queue' | 'timeoutMs' | 'retry'> {
  if (settings === null || !settings.has(name)) return {}
  const known = settings.map(name)
  if (known === null) return {}
  const queue = known.text('queue')
  const timeout = known.number('timeout')
  const attempts = known.number('max_step_attempts')
  const goodQueue = queue !== null && Object.hasOwn(DEFAULT_QUEUES, queue)
  const goodTimeout = timeout !== null && timeout >= 0.001 && timeout <= 24 * 86_400
  const goodAttempts = attempts !== null && Number.isInteger(attempts) && attempts >= 1 && attempts <= LIMITS.attempts
  if (queue !== null && !goodQueue) known.note('not_kept', 'queue', `There is no queue ${quoted(queue)}.`)
  if (timeout !== null && !goodTimeout) known.note('not_kept', 'timeout', 'A timeout is more than nothing and 24 days at most.')
  if (attempts !== null && !goodAttempts) known.note('not_kept', 'max_step_attempts', `A step is tried from 1 to ${LIMITS.attempts} times.`)
  known.close(`the service ${quoted(name)}: set it where services are configured; it`)
  return { queue: goodQueue ? queue : null, timeoutMs: goodTimeout ? Math.round(timeout * 1000) : null, retry: goodAttempts ? { attempts } : null }
}

/** A request brings an example of what the recipe is given. */
function readInput(file: SourceMap | null): InputPart {
  const description = 'What the first service is asked for'
  const example = file?.map('input_data') ?? null
  if (example === null) return { type: 'object', required: true, description }
  const given = toJson(example.node)
  const { place, report } = example
  report.note('assumed', place, 'What the text gives is the default; a run may be given something else.')
  if (holdsOpening(given)) report.note('kept_differently', place, BRACES_APART)
  return { type: 'object', description, default: unbraced(given) }
}
