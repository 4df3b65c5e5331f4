import type { Placed, PlacedList, PlacedScalar } from '../pipelines/yaml/placed'
import type { ImportReport, Place } from './import-report'
import { quoted } from './quoted'
import { below, SourceMap } from './source-map'

export interface Section {
  readonly id: string
  readonly title: string
  readonly instructions: string
  readonly text: string
}

/** In the order in which they were written: those that are selected. */
export function readSections(config: SourceMap): readonly Section[] {
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
  return chosen.map((id) => known.get(id) ?? unwritten(id, all.length > 0 ? config : null))
}

/** Of a section that is only named: beside others that are written out, this may be a slip. */
function unwritten(id: string, told: SourceMap | null): Section {
  told?.note('assumed', 'generationOrder', `The section ${quoted(id)} stands in the order alone; its id is its title.`)
  return named(id)
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

/** A section is a map, or a text alone: under its id what it holds so far, in a list its title. */
function sectionsOf(listed: Placed, path: string, report: ImportReport): readonly Section[] {
  if (listed.kind === 'map')
    return [...listed.entries].map(([id, { value }]) => {
      const place = { path: below(path, id), range: value.range }
      return value.kind === 'map' ? readSectionMap(new SourceMap(value, place.path, report), id) : { ...named(id), text: readText(value, place, report) }
    })
  if (listed.kind === 'list') {
    const read = new Map<string, Section>()
    for (const [index, item] of listed.items.entries()) {
      const place = { path: below(path, index), range: item.range }
      const id = `section-${index + 1}`
      const section = item.kind === 'map' ? readSectionMap(new SourceMap(item, place.path, report), id) : named(readText(item, place, report) || id)
      if (read.has(section.id)) report.note('not_kept', place, `There is a section ${quoted(section.id)} before this one, which is left out.`)
      else read.set(section.id, section)
    }
    return [...read.values()]
  }
  report.note('not_kept', { path, range: listed.range }, '`sections` should be a list, or a map of texts.')
  return []
}

const named = (id: string): Section => ({ id, title: id, instructions: '', text: '' })

function readText(item: PlacedScalar | PlacedList, place: Place, report: ImportReport): string {
  if (item.kind === 'scalar') return item.value === null ? '' : String(item.value)
  report.note('not_kept', place, 'A section is a map or a text; this is a list.')
  return ''
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

/** The first of several keys that has one. */
export function firstText(map: SourceMap, keys: readonly string[]): string | null {
  for (const key of keys) {
    const text = map.text(key)
    if (text !== null) return text
  }
  return null
}

const joined = (map: SourceMap, keys: readonly string[]): string => keys.flatMap((key) => map.text(key) ?? []).join('\n\n')
