import { MAX_PIPELINE_TEXT } from '../../contract/api/pipelines'
import type { Problem } from '../../contract/pipeline'
import { EngineError } from '../shared/engine-error'
import { Problems } from '../pipelines/problems'
import type { Placed } from '../pipelines/yaml/placed'
import { readYaml } from '../pipelines/yaml/read-yaml'
import { readChains } from './chains'

/** A text to be imported, read but not yet understood. */
export interface ImportSource {
  readonly text: string
  readonly root: Placed
}

/**
 * Reads YAML, JSON, or lines such as `manifest -> verify -> fix`. Throws `pipeline_invalid` with the problems, at their
 * places in this text, and `file_too_large` when aliases make it more than a pipeline file may be.
 */
export function readSource(text: string): ImportSource {
  const chains = text.length > MAX_PIPELINE_TEXT ? null : readChains(text)
  if (chains !== null) return { text, root: chains }
  const problems = new Problems(text)
  const { root } = readYaml(problems)
  if (problems.hasErrors) throw unreadable(problems.list())
  if (root === null || (root.kind === 'scalar' && root.value === null))
    throw new EngineError('import_not_recognised', 'There is nothing to import: the text is empty.')
  if (charactersOf(root, MAX_PIPELINE_TEXT) > MAX_PIPELINE_TEXT)
    throw new EngineError('file_too_large', `With what its aliases repeat, this text has more than ${MAX_PIPELINE_TEXT} characters, which is the most.`)
  return { text, root }
}

function unreadable(problems: readonly Problem[]): EngineError {
  const first = problems.slice(0, 1).map(({ line, column, message }) => `Line ${line}, column ${column}: ${message}`)
  return new EngineError('pipeline_invalid', first.join(' '), { problems })
}

/** Of all keys and values, aliases counted as what they repeat; stops counting beyond `most`. */
function charactersOf(root: Placed, most: number): number {
  let count = 0
  const open: Placed[] = [root]
  for (let next = open.pop(); next !== undefined && count <= most; next = open.pop()) {
    if (next.kind === 'scalar') count += typeof next.value === 'string' ? next.value.length : 1
    else if (next.kind === 'list') for (const item of next.items) open.push(item)
    else
      for (const { key, value } of next.entries.values()) {
        count += key.length
        open.push(value)
      }
  }
  return count
}
