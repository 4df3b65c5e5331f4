import type { JsonObject } from '../contract/json'
import type { PipelineInput } from '../contract/pipeline'
import { checkInputs, parseInputText } from '../core/pipelines/inputs'
import { Problems } from '../core/pipelines/problems'
import { toJsonObject } from '../core/pipelines/yaml/placed'
import { readYaml } from '../core/pipelines/yaml/read-yaml'
import { EngineError } from '../core/shared/engine-error'

/** One `--input name=text`. */
export interface InputPair {
  readonly name: string
  readonly text: string
}

/** Throws `request_invalid`. */
export function inputPair(argument: string): InputPair {
  const equals = argument.indexOf('=')
  if (equals < 1) throw new EngineError('request_invalid', `--input needs a name and a value, such as --input city=Oslo; "${argument}" is neither.`)
  return { name: argument.slice(0, equals), text: argument.slice(equals + 1) }
}

/** The values of an input file: YAML or JSON. Throws `input_invalid`, with the problems and their places where there are any. */
export function readInputFile(text: string): JsonObject {
  const found = new Problems(text)
  const { root } = readYaml(found)
  if (found.hasErrors) throw new EngineError('input_invalid', 'The input file cannot be read.', { problems: found.list() })
  if (root === null || root.kind !== 'map') throw new EngineError('input_invalid', 'The input file must hold names and values, one for each input.')
  return toJsonObject(root)
}

/**
 * A run's input as it was given: the file's values, and over them those of the command line, read by the types that the
 * pipeline declares. Throws `input_invalid` with everything that is wrong.
 */
export function givenInputs(inputs: readonly PipelineInput[], fromFile: JsonObject, pairs: readonly InputPair[]): JsonObject {
  const faults: string[] = []
  const given = new Map(Object.entries(fromFile))
  for (const { name, text } of pairs) {
    const declared = inputs.find((input) => input.name === name)
    try {
      given.set(name, declared === undefined ? text : parseInputText(declared, text))
    } catch (thrown) {
      if (!(thrown instanceof EngineError)) throw thrown
      faults.push(thrown.message)
    }
  }
  if (faults.length > 0) throw new EngineError('input_invalid', faults.join(' '))
  const input = Object.fromEntries(given)
  // Looked at here already, so that nothing is stored for a run that cannot start.
  checkInputs(inputs, input)
  return input
}
