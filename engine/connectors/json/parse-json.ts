import type { Json } from '../../contract/json'
import { MAX_JSON_DEPTH } from '../../contract/json-bounds'
import { EngineError } from '../../core/shared/engine-error'
import { readJson } from '../../core/shared/read-json'
import { jsonFault } from './json-fault'

/** JSON text from outside, as a value. `what` names the text in the error: `The output of git`. */
export function parseJson(text: string, what: string): Json {
  if (nestsDeeperThan(text, MAX_JSON_DEPTH)) throw new EngineError('parse_failed', `${what} nests deeper than ${MAX_JSON_DEPTH} levels.`)
  const value = readJson(text)
  if (value === undefined) throw new EngineError('parse_failed', `${what} is not valid JSON: ${faultOf(text)}.`)
  return value
}

/** A place and no excerpt: a piece of a secret could not be masked any more. */
function faultOf(text: string): string {
  if (text.trim() === '') return 'it is empty'
  const at = jsonFault(text) ?? text.length
  const lines = text.slice(0, at).split('\n')
  const place = `line ${lines.length}, column ${(lines.at(-1) ?? '').length + 1}`
  return at === text.length ? `it ends too early, at ${place}` : `what stands at ${place} does not belong there`
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPENING = new Set([0x5b, 0x7b])
const CLOSING = new Set([0x5d, 0x7d])

function nestsDeeperThan(text: string, limit: number): boolean {
  let depth = 0
  let inString = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) inString = !inString
    else if (inString) at += code === BACKSLASH ? 1 : 0
    else if (CLOSING.has(code)) depth--
    else if (OPENING.has(code) && ++depth > limit) return true
  }
  return false
}
