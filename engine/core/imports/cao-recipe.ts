import type { Json } from '../../contract/json'
import { DEFAULT_QUEUES } from '../queues/default-queues'
import { LIMITS } from '../pipelines/limits'
import { type Placed, type PlacedMap, toJson } from '../pipelines/yaml/placed'
import { splitChain } from './chains'
import { type Conversion, notOfFormat, wholeOf } from './conversion'
import type { ImportReport } from './import-report'
import { BRACES_APART, holdsOpening, literalText, unbraced } from './literal'
import { pipelineName } from './pipeline-name'
import type { InputPart, StepPart } from './pipeline-parts'
import { quoted } from './quoted'
import { below, SourceMap } from './source-map'
import { StepNames } from './step-names'

/** The recipes that the gateway came with; a request names one of them. */
const OWN_RECIPES: Readonly<Record<string, readonly string[]>> = {
  business_plan: ['prompt_enhancer', 'fast_chat_llm', 'summarizer_pro', 'email_notifier'],
  viral_video: ['prompt_enhancer', 'video_gen_v2', 'email_notifier'],
}

const NAME_KEYS = ['feature_name', 'feature', 'name']
const LIST_KEYS = ['recipe', 'services', 'steps']
const GROUP_KEYS = ['FEATURES', 'features', 'recipes']

export interface Recipe {
  readonly name: string | null
  /** Names of services, each with its place; empty for one of the gateway's own. */
  readonly services: readonly Placed[]
  readonly path: string
  /** Recipes that stand beside it. */
  readonly others: readonly { readonly name: string; readonly path: string; readonly value: Placed }[]
}

/** Of a feature recipe: one call of a service after the other, each told what the one before gave. */
export const convertRecipe: Conversion = (source, report) => {
  const { root } = source
  const recipe = recipeOf(root)
  if (recipe === null) throw notOfFormat('cao_recipe', 'it has no list of the names of services')
  const file = root.kind === 'map' ? new SourceMap(root, '', report) : null
  const name = readName(recipe, file, report, wholeOf(source))
  if (file !== null) readKeys(file, recipe)
  for (const { name: other, path, value } of recipe.others)
    report.note('not_kept', { path, range: value.range }, `A pipeline is made of one recipe at a time. Import ${quoted(other)} from a text of its own.`)
  const settings = serviceSettings(file)
  const services = servicesOf(recipe, report, wholeOf(source))
  const steps = stepsOf(services, settings, report)
  settings?.close('the settings of services')
  const input = readInput(file)
  file?.close('a recipe')
  report.note(
    'assumed',
    wholeOf(source),
    'Each service is sent `input_data`, and as `previous` what the one before it gave. Change `body` where a service takes another form.',
  )
  const description = file?.text('description') ?? `Calls ${services.map(({ name: service }) => service).join(', ')}`.slice(0, 500)
  return { name, description, version: null, inputs: new Map([['input_data', input]]), steps, outputs: outputsOf(steps) }
}

function outputsOf(steps: readonly StepPart[]): ReadonlyMap<string, string> {
  const last = steps.at(-1)
  return last === undefined ? new Map() : new Map([['result', `\${{ steps.${last.id}.output }}`]])
}

/** The recipe that a text holds, in any of the ways that people write it; null when there is none. */
export function recipeOf(root: Placed): Recipe | null {
  if (root.kind !== 'map') {
    const services = namesIn(root)
    return services === null ? null : { name: null, services, path: '', others: [] }
  }
  for (const key of LIST_KEYS) {
    const value = root.entries.get(key)?.value
    const services = value === undefined ? null : namesIn(value)
    if (services !== null) return { name: givenName(root), services, path: key, others: [] }
  }
  for (const key of GROUP_KEYS) {
    const group = root.entries.get(key)?.value
    const recipe = group?.kind === 'map' ? groupOf(group, key) : null
    if (recipe !== null) return recipe
  }
  const feature = root.entries.get('feature_name')?.value
  if (feature?.kind === 'scalar' && typeof feature.value === 'string') return { name: feature.value, services: [], path: 'feature_name', others: [] }
  return groupOf(root, '')
}

/** A map of nothing but recipes. */
function groupOf(map: PlacedMap, path: string): Recipe | null {
  const recipes = [...map.entries].map(([name, { value }]) => ({ name, path: below(path, name), value, services: namesIn(value) }))
  const [first, ...others] = recipes
  if (first === undefined || first.services === null || recipes.some(({ services }) => services === null)) return null
  return { name: first.name, services: first.services, path: first.path, others }
}

/** A list of names, or a chain of them. */
function namesIn(placed: Placed): readonly Placed[] | null {
  if (placed.kind === 'map') return null
  const items = placed.kind === 'list' ? placed.items : typeof placed.value === 'string' ? (splitChain(placed.value, placed.range) ?? []) : []
  return items.length > 0 && items.every((item) => item.kind === 'scalar' && typeof item.value === 'string' && item.value !== '') ? items : null
}

function givenName(root: PlacedMap): string | null {
  for (const key of NAME_KEYS) {
    const value = root.entries.get(key)?.value
    if (value?.kind === 'scalar' && typeof value.value === 'string') return value.value
  }
  return null
}

function readName({ name: given, path }: Recipe, file: SourceMap | null, report: ImportReport, whole: ReturnType<typeof wholeOf>): string {
  const name = pipelineName(given ?? '', 'imported_recipe')
  if (given === null) report.note('assumed', whole, `The recipe has no name; the pipeline is called ${quoted(name)}.`)
  else if (given !== name)
    report.note('kept_differently', file?.placeOf(path) ?? whole, `The pipeline is called ${quoted(name)}: names have letters, digits, spaces and \`_ . -\`.`)
  return name
}

/** Counts as read what the recipe was found under. */
function readKeys(file: SourceMap, { name, path }: Recipe): void {
  for (const key of [...LIST_KEYS, ...GROUP_KEYS]) if (path === key || path.startsWith(`${key}.`) || path.startsWith(`${key}[`)) file.take(key)
  const nameKey = name === null ? undefined : NAME_KEYS.find((key) => file.has(key))
  if (nameKey !== undefined) file.take(nameKey)
  // A map of nothing but recipes: the first is used, the others are told of.
  if (![...LIST_KEYS, ...GROUP_KEYS, 'feature_name'].some((key) => file.has(key))) for (const key of file.node.entries.keys()) file.take(key)
}

/** `SERVICES` beside the recipes: how each service is called. */
function serviceSettings(file: SourceMap | null): SourceMap | null {
  for (const key of ['SERVICES', 'services']) if (file?.node.entries.get(key)?.value.kind === 'map') return file.map(key)
  return null
}

interface Service {
  readonly name: string
  readonly place: { readonly path: string; readonly range: Placed['range'] }
}

function servicesOf({ services, name, path }: Recipe, report: ImportReport, whole: ReturnType<typeof wholeOf>): readonly Service[] {
  if (services.length > 0)
    return services.map((item, index) => ({ name: item.kind === 'scalar' ? String(item.value) : '', place: { path: below(path, index), range: item.range } }))
  const own = name !== null && Object.hasOwn(OWN_RECIPES, name) ? (OWN_RECIPES[name] ?? []) : []
  if (own.length === 0) throw notOfFormat('cao_recipe', `it asks for the feature ${quoted(name ?? '')} and does not list its services`)
  report.note('assumed', whole, `The text asks for ${quoted(name ?? '')} and lists no services; these are the ones that the gateway came with.`)
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
  const value = file?.take('input_data') ?? null
  const description = 'What the first service is asked for'
  if (value === null || file === null) return { type: 'object', required: true, description }
  if (value.kind !== 'map') {
    file.note('not_kept', 'input_data', '`input_data` should be a map of keys and values.')
    return { type: 'object', required: true, description }
  }
  const given: Json = toJson(value)
  file.note('assumed', 'input_data', 'What the text gives is the default; a run may be given something else.')
  if (holdsOpening(given)) file.note('kept_differently', 'input_data', BRACES_APART)
  return { type: 'object', description, default: unbraced(given) }
}
