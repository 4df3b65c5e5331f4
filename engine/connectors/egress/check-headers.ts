import { validateHeaderName, validateHeaderValue } from 'node:http'
import { EngineError } from '../../core/shared/engine-error'

/** They frame the message or belong to the connection: another value would let one request become two. */
const OURS = new Set([
  'host',
  'content-length',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authorization',
  'upgrade',
  'te',
  'trailer',
  'expect',
  'http2-settings',
])

/** Checks headers from outside and gives them back by small names. Throws `step_config_invalid`; no value is ever told. */
export function checkHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const checked = new Map<string, string>()
  for (const [name, value] of Object.entries(headers)) {
    const lower = name.toLowerCase()
    if (!isValid(() => validateHeaderName(name))) throw unusable(`${JSON.stringify(name.slice(0, 100))} is not the name of a header`)
    if (OURS.has(lower)) throw unusable(`the header ${name} is set by Signalbox itself`)
    if (!isValid(() => validateHeaderValue(name, value))) throw unusable(`the value of ${name} holds a character that no header can hold, such as a line break`)
    if (checked.has(lower)) throw unusable(`the header ${name} is given twice`)
    checked.set(lower, value)
  }
  return Object.fromEntries(checked)
}

function isValid(validate: () => void): boolean {
  try {
    validate()
    return true
  } catch {
    // Its sentence would tell the value.
    return false
  }
}

const unusable = (because: string): EngineError => new EngineError('step_config_invalid', `The request cannot be sent: ${because}.`)
