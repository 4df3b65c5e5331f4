import type { ImportFormat } from '../../contract/import'
import type { Placed, PlacedMap } from '../pipelines/yaml/placed'
import { recipeOf } from './find-recipe'
import { KNOWN_PHASES, phasesOf } from './phase-list'
import { manuscriptOf, sectionCount } from './rtqcc-manuscript'
import { textOf } from './source-map'
import type { ImportSource } from './source-text'

export interface Recognised {
  readonly format: ImportFormat
  /** What spoke for it, as sentences. */
  readonly because: readonly string[]
}

/** Which of the older formats a source is of; null when it is of none, as a pipeline file is. */
export function recognise({ root }: ImportSource): Recognised | null {
  if (isPipelineFile(root)) return null
  return recogniseStages(root) ?? recognisePhases(root) ?? recogniseManuscript(root) ?? recogniseRecipe(root)
}

/** Whether there is nothing to convert: the source is a file of Signalbox already. */
export function isPipelineFile(root: Placed): boolean {
  const steps = root.kind === 'map' ? root.entries.get('steps')?.value : undefined
  return steps?.kind === 'list' && steps.items.some((step) => step.kind === 'map' && step.entries.has('uses'))
}

function recogniseStages(root: Placed): Recognised | null {
  const stages = root.kind === 'map' ? root.entries.get('stages')?.value : undefined
  if (stages?.kind !== 'list') return null
  const maps = stages.items.filter((item): item is PlacedMap => item.kind === 'map')
  const types = new Set(maps.flatMap((stage) => textOf(stage.entries.get('type')?.value) ?? []))
  const known = ['input', 'transform', 'validation', 'output'].filter((type) => types.has(type))
  return {
    format: 'flexiroaster',
    because: [
      `It has a list \`stages\` of ${stages.items.length}.`,
      ...(known.length > 0 ? [`Stages are of the types ${known.map((type) => `\`${type}\``).join(', ')}.`] : []),
      ...(maps.some((stage) => stage.entries.has('dependencies')) ? ['Stages have `dependencies`.'] : []),
    ],
  }
}

function recognisePhases(root: Placed): Recognised | null {
  const phases = phasesOf(root)
  if (phases === null) return null
  const names = phases.list.map(({ name }) => name)
  const known = names.filter((name) => KNOWN_PHASES.has(name))
  if (phases.key !== 'phases' && known.length < names.length) return null
  const listed = known.map((name) => `\`${name}\``).join(', ')
  return {
    format: 'phase_list',
    because: [...(phases.key === 'phases' ? ['It has a list `phases`.'] : []), ...(known.length > 0 ? [`The names ${listed} are those of phases.`] : [])],
  }
}

function recogniseManuscript(root: Placed): Recognised | null {
  const node = manuscriptOf(root)?.node
  if (node === undefined) return null
  const count = sectionCount(node)
  const keys = ['generationOrder', 'selectedSections', 'targetAudience', 'outputFormat'].filter((key) => node.entries.has(key))
  return {
    format: 'rtqcc_manuscript',
    because: [
      ...(node.entries.has('sections') ? [`It has ${count} ${count === 1 ? 'section' : 'sections'}.`] : []),
      ...(keys.length > 0 ? [`It has ${keys.map((key) => `\`${key}\``).join(', ')}.`] : []),
    ],
  }
}

function recogniseRecipe(root: Placed): Recognised | null {
  const recipe = recipeOf(root)
  if (recipe === null) return null
  const count = recipe.services?.length ?? 0
  return {
    format: 'cao_recipe',
    because: [
      ...(root.kind === 'map' && root.entries.has('feature_name') ? ['It has a `feature_name`.'] : []),
      ...(count > 0 ? [`It is a list of ${count} names of services${recipe.others.length > 0 ? `, and ${recipe.others.length} more such lists` : ''}.`] : []),
    ],
  }
}
