import type { Json, JsonObject } from '../../contract/json'
import type { Placed, PlacedMap } from '../pipelines/yaml/placed'
import { type Conversion, notOfFormat, wholeOf } from './conversion'
import { BRACES_APART, holdsOpening, literalText, unbraced } from './literal'
import { firstText, readSections, type Section } from './manuscript-sections'
import { pipelineName } from './pipeline-name'
import type { InputPart } from './pipeline-parts'
import { quoted } from './quoted'
import { SourceMap } from './source-map'

const ROSTER_MODEL = 'fast-chat'
const MAX_PARALLEL = 4

/** Of a manuscript: one step that writes its sections, which are an input. */
export const convertManuscript: Conversion = (source, report) => {
  const found = manuscriptOf(source.root)
  if (found === null) throw notOfFormat('rtqcc_manuscript', 'it has no `sections`, and no `generationOrder`')
  const job = new SourceMap(found.root, '', report)
  const config = found.node === found.root ? job : new SourceMap(found.node, 'config', report)
  if (config !== job) job.take('config')
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

/** The map that holds the sections, which is the whole or its `config`. */
export function manuscriptOf(root: Placed): { readonly root: PlacedMap; readonly node: PlacedMap } | null {
  if (root.kind !== 'map') return null
  if (MARKS.some((key) => root.entries.has(key))) return { root, node: root }
  const config = root.entries.get('config')?.value
  return config?.kind === 'map' && MARKS.some((key) => config.entries.has(key)) ? { root, node: config } : null
}

const LONGEST_MODEL = 64

function readModel(config: SourceMap): string {
  const given = config.text('model') ?? ''
  if (given === '') {
    const { start } = config.node.range
    config.report.note(
      'assumed',
      { path: config.path, range: { start, end: start } },
      `The manuscript names no model; \`${ROSTER_MODEL}\` of the roster is asked.`,
    )
    return ROSTER_MODEL
  }
  if (given.length > LONGEST_MODEL) {
    config.note('not_kept', 'model', `The name of a model has at most ${LONGEST_MODEL} characters; \`${ROSTER_MODEL}\` of the roster is asked.`)
    return ROSTER_MODEL
  }
  config.note('assumed', 'model', `${quoted(given)} must be the name of a model in the roster.`)
  return given
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
