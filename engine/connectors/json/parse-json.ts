import type { Json } from '../../contract/json'
import { MAX_JSON_DEPTH } from '../../contract/json-bounds'
import { EngineError } from '../../core/shared/engine-error'
import { readJson } from '../../core/shared/read-json'

/** JSON text from outside, as a value. `what` names the text in the error: `The output of git`. */
export function parseJson(text: string, what: string): Json {
  if (nestsDeeperThan(text, MAX_JSON_DEPTH)) throw new EngineError('parse_failed', `${what} nests deeper than ${MAX_JSON_DEPTH} levels.`)
  const value = readJson(text)
  if (value === undefined) throw new EngineError('parse_failed', `${what} is not valid JSON: ${faultOf(text)}.`)
  return value
}

function faultOf(text: string): string {
  try {
    JSON.parse(text)
    return 'it is empty'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
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
