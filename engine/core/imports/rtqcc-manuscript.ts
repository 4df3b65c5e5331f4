import type { Json, JsonObject } from '../../contract/json'
import type { Placed, PlacedMap } from '../pipelines/yaml/placed'
import { type Conversion, notOfFormat, wholeOf } from './conversion'
import type { ImportReport } from './import-report'
import { BRACES_APART, holdsOpening, literalText, unbraced } from './literal'
import { pipelineName } from './pipeline-name'
import type { InputPart } from './pipeline-parts'
import { quoted } from './quoted'
import { below, SourceMap } from './source-map'

const ROSTER_MODEL = 'fast-chat'
const MAX_PARALLEL = 4

interface Section {
  readonly id: string
  readonly title: string
  readonly instructions: string
  readonly text: string
}

/** Of a manuscript: one step that writes its sections, which are an input. */
export const convertManuscript: Conversion = (source, report) => {
  const { root } = source
  const node = manuscriptOf(root)
  if (root.kind !== 'map' || node === null) throw notOfFormat('rtqcc_manuscript', 'it has no `sections`, and no `generationOrder`')
  const job = new SourceMap(root, '', report)
  const config = node === root ? job : (job.map('config') ?? job)
  const sections = readSections(config)
  const title = config.text('title') ?? config.text('name') ?? job.text('title') ?? job.text('name')
  const name = pipelineName(title ?? '', 'manuscript')
  if (title === null) report.note('assumed', wholeOf(source), `The manuscript has no title; the pipeline is called ${quoted(name)}.`)
  else if (title !== name)
    report.note('kept_differently', wholeOf(source), `The pipeline is called ${quoted(name)}: names have letters, digits, spaces and \`_ . -\`.`)
  report.note(
    'kept_differently',
    wholeOf(source),
    `Sections are written ${MAX_PARALLEL} at a time and given out in their order; a section that fails leaves its place empty, as before.`,
  )
  const inputs = readInputs(config, title ?? name, sections)
  const llm = { model: literalText(readModel(config)), ...readLimits(config), prompt: promptOf(sections, inputs) }
  const description = config.text('description')
  if (config !== job) job.close('a manuscript')
  config.close('the config of a manuscript')
  return {
    name,
    description: description ?? 'Writes the sections of a manuscript',
    version: null,
    inputs,
    steps: [
      {
        id: 'write',
        name: 'Write the sections',
        uses: 'llm',
        map: { over: 'inputs.sections', max_parallel: MAX_PARALLEL, on_item_error: 'continue' },
        with: llm,
      },
    ],
    outputs: new Map([['sections', '${{ steps.write.output.map(s, s == null ? null : s.text) }}']]),
  }
}

const MARKS = ['sections', 'generationOrder', 'selectedSections']

/** The map that holds the sections: the whole, or its `config`. */
export function manuscriptOf(root: Placed): PlacedMap | null {
  if (root.kind !== 'map') return null
  if (MARKS.some((key) => root.entries.has(key))) return root
  const config = root.entries.get('config')?.value
  return config?.kind === 'map' && MARKS.some((key) => config.entries.has(key)) ? config : null
}

function readSections(config: SourceMap): readonly Section[] {
  const listed = config.take('sections')
  const all = listed === null ? [] : sectionsOf(listed, below(config.path, 'sections'), config.report)
  const order = namesOf(config, 'generationOrder')
  const selected = config.map('selectedSections')
  const known = new Map(all.map((section) => [section.id, section]))
  const wanted = new Set(order ?? (all.length > 0 ? all.map(({ id }) => id) : [...(selected?.node.entries.keys() ?? [])]))
  for (const { id } of all)
    if (!wanted.has(id)) config.note('not_kept', 'generationOrder', `The section ${quoted(id)} is not in the order, so it was never written; it is left out.`)
  const chosen = [...wanted].filter((id) => isSelected(id, selected))
  for (const id of selected?.node.entries.keys() ?? []) if (!wanted.has(id)) isSelected(id, selected)
  selected?.close('`selectedSections`')
  return chosen.map((id) => known.get(id) ?? { id, title: id, instructions: '', text: '' })
}

function isSelected(id: string, selected: SourceMap | null): boolean {
  if (selected === null) return true
  const value = selected.take(id)
  if (value?.kind === 'scalar' && value.value === true) return true
  if (selected.has(id)) selected.note('not_kept', id, `The section ${quoted(id)} is not selected; it is left out.`)
  else selected.report.note('not_kept', selected.place, `The section ${quoted(id)} is not selected; it is left out.`)
  return false
}

function namesOf(config: SourceMap, key: string): readonly string[] | null {
  const list = config.list(key)
  if (list === null) return null
  return list.items.flatMap((item) => {
    if (item.kind === 'scalar' && item.value !== null) return String(item.value)
    config.note('not_kept', key, 'The order is a list of the ids of sections; what is none is left out.')
    return []
  })
}

function sectionsOf(listed: Placed, path: string, report: ImportReport): readonly Section[] {
  if (listed.kind === 'map') return [...listed.entries].map(([id, { value }]) => readSection(value, { id, path: below(path, id), report }))
  if (listed.kind === 'list') return listed.items.map((item, index) => readSection(item, { id: `section-${index + 1}`, path: below(path, index), report }))
  report.note('not_kept', { path, range: listed.range }, '`sections` should be a list, or a map of texts.')
  return []
}

interface SectionPlace {
  /** Unless the section has one. */
  readonly id: string
  readonly path: string
  readonly report: ImportReport
}

/** A section is a map, or under its id the text alone; in a list, a text alone is its title. */
function readSection(item: Placed, { id, path, report }: SectionPlace): Section {
  if (item.kind === 'map') return readSectionMap(new SourceMap(item, path, report), id)
  const text = item.kind === 'scalar' && item.value !== null ? String(item.value) : ''
  if (item.kind === 'list') report.note('not_kept', { path, range: item.range }, 'A section is a map or a text; this is a list.')
  return path.endsWith(']') && id.startsWith('section-')
    ? { id: text || id, title: text || id, instructions: '', text: '' }
    : { id, title: id, instructions: '', text }
}

function readSectionMap(map: SourceMap, fallback: string): Section {
  const id = firstText(map, ['id', 'sectionId']) ?? fallback
  const section = {
    id,
    title: firstText(map, ['title', 'name', 'heading']) ?? id,
    instructions: joined(map, ['prompt', 'instructions', 'description']),
    text: joined(map, ['text', 'content', 'notes']),
  }
  map.close('a section')
  return section
}

function firstText(map: SourceMap, keys: readonly string[]): string | null {
  for (const key of keys) if (map.has(key)) return map.text(key)
  return null
}

const joined = (map: SourceMap, keys: readonly string[]): string => keys.flatMap((key) => (map.has(key) ? (map.text(key) ?? []) : [])).join('\n\n')

function readModel(config: SourceMap): string {
  const given = config.text('model')
  const model = given !== null && given !== '' && given.length <= 64 ? given : ROSTER_MODEL
  if (given === null)
    config.report.note(
      'assumed',
      { path: config.path, range: { start: config.node.range.start, end: config.node.range.start } },
      `The manuscript names no model; \`${ROSTER_MODEL}\` of the roster is asked.`,
    )
  else config.note('assumed', 'model', `${quoted(model)} must be the name of a model in the roster.`)
  return model
}

function readInputs(config: SourceMap, title: string, sections: readonly Section[]): ReadonlyMap<string, InputPart> {
  const audience = firstText(config, ['targetAudience', 'target_audience', 'audience'])
  const format = firstText(config, ['outputFormat', 'output_format'])
  const text = (value: string, description: string): InputPart => ({ type: 'string', description, default: unbraced(value) })
  const list = sections.map((section): Json => ({ ...section }))
  if (holdsOpening([list, title, audience, format]))
    config.report.note('kept_differently', config.has('sections') ? config.placeOf('sections') : config.place, BRACES_APART)
  return new Map<string, InputPart>([
    ['title', text(title, 'Of the manuscript')],
    ...(format === null ? [] : [['output_format', text(format, 'How sections are written')] as const]),
    ...(audience === null ? [] : [['target_audience', text(audience, 'Whom the manuscript is for')] as const]),
    ['sections', { type: 'array', description: 'What to write: id, title, instructions and text of each section', default: unbraced(list) }],
  ])
}

/** What the old provider was told, where a model takes it. */
function readLimits(config: SourceMap): JsonObject {
  const system = firstText(config, ['system', 'systemPrompt', 'system_prompt'])
  const temperature = config.number('temperature')
  const key = ['maxTokens', 'max_tokens'].find((each) => config.has(each)) ?? 'maxTokens'
  const tokens = config.number(key)
  const goodTemperature = temperature !== null && temperature >= 0 && temperature <= 2
  const goodTokens = tokens !== null && Number.isInteger(tokens) && tokens >= 1 && tokens <= 1_000_000
  if (temperature !== null && !goodTemperature) config.note('not_kept', 'temperature', 'A temperature is from 0 to 2.')
  if (tokens !== null && !goodTokens) config.note('not_kept', key, 'A limit of tokens is a whole number from 1 to 1,000,000.')
  return {
    ...(system !== null && system !== '' && { system: literalText(system) }),
    ...(goodTemperature && { temperature }),
    ...(goodTokens && { max_tokens: tokens }),
  }
}

function promptOf(sections: readonly Section[], inputs: ReadonlyMap<string, InputPart>): string {
  const paragraphs = ['Write the section "${{ item.title }}" of the manuscript "${{ inputs.title }}".']
  if (sections.some(({ instructions }) => instructions !== '')) paragraphs.push('${{ item.instructions }}')
  if (sections.some(({ text }) => text !== '')) paragraphs.push('The manuscript has this text for it so far:', '${{ item.text }}')
  if (inputs.has('output_format')) paragraphs.push('Output format: ${{ inputs.output_format }}')
  if (inputs.has('target_audience')) paragraphs.push('Target audience: ${{ inputs.target_audience }}')
  return `${paragraphs.join('\n\n')}\n`
}

/** Whether a value holds sections, for recognition. */
export const sectionCount = (node: PlacedMap): number => {
  const sections = node.entries.get('sections')?.value
  return sections?.kind === 'list' ? sections.items.length : sections?.kind === 'map' ? sections.entries.size : 0
}
