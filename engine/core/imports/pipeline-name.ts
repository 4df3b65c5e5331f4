import { LIMITS } from '../pipelines/limits'
import { nameFault } from '../shared/file-names'

/** The nearest name that a pipeline may have, which is also the name of a folder on any system. */
export function pipelineName(wanted: string, fallback: string): string {
  const cured = wanted
    .replaceAll(/[^\p{L}\p{N}_ .-]+/gu, ' ')
    .replaceAll(/ {2,}/g, ' ')
    .replace(/^[ .-]+/, '')
    .slice(0, LIMITS.name - 8)
    .replace(/[ .]+$/, '')
  if (cured === '') return fallback
  return nameFault(cured) === null ? cured : `_${cured}`
}
