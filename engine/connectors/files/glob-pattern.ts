import { RE2JS } from 're2js'
import { EngineError } from '../../core/shared/engine-error'

export interface GlobPattern {
  matches(path: string): boolean
  /** Whether something below this folder could match. */
  mayMatchBelow(folder: string): boolean
}

const MAX_PATTERN = 1000
/** Each may be held against each character of a path, and there can be 200,000 paths. */
const MAX_WILDCARDS = 100
const WILDCARD = /\*+|\?|\[.[^\]]*\]/gs
const SPECIAL = /[*?[\]{},]/

/**
 * A pattern for paths with `/` between: `*` and `?` stay within a name, `**` goes through folders, `[a-z]` and `{a,b}` as
 * usual. Names that start with a dot are found only by a pattern with such a part. Patterns come from outside, so
 * matching is RE2's, linear in time.
 */
export function globPattern(pattern: string): GlobPattern {
  const parts = partsOf(pattern)
  if (pattern.length > MAX_PATTERN || pattern.startsWith('/') || pattern.includes('\0') || parts.length === 0 || parts.includes('..')) {
    throw new EngineError(
      'step_config_invalid',
      `The pattern ${JSON.stringify(pattern.slice(0, 200))} cannot be used: it must be relative to its folder, without "..", and no longer than ${MAX_PATTERN} characters.`,
    )
  }
  const wildcards = parts.reduce((sum, part) => sum + (part.match(WILDCARD)?.length ?? 0), 0)
  if (wildcards > MAX_WILDCARDS) {
    throw new EngineError('step_config_invalid', `The pattern ${JSON.stringify(pattern.slice(0, 200))} cannot be used: it has ${wildcards} wildcards (\`*\`, \`?\` and \`[…]\`); ${MAX_WILDCARDS} is the most.`)
  }
  const whole = RE2JS.compile(`^${parts.map((part, index) => partSource(part, index === parts.length - 1)).join('')}$`)
  const fixed = parts.slice(
    0,
    parts.findIndex((part) => SPECIAL.test(part)),
  )
  const deepest = parts.includes('**') ? Number.POSITIVE_INFINITY : parts.length
  const seesHidden = parts.some((part) => part.startsWith('.'))
  return {
    matches: (path) => (seesHidden || !isHidden(path)) && whole.matches(path),
    mayMatchBelow: (folder) => {
      const names = folder.split('/')
      return names.length < deepest && names.every((name, index) => fixed[index] === undefined || fixed[index] === name)
    },
  }
}

/** Without what says nothing: `**` after `**` finds the same as one. */
function partsOf(pattern: string): readonly string[] {
  const parts = pattern.split('/').filter((part) => part !== '' && part !== '.')
  return parts.filter((part, index) => part !== '**' || parts[index + 1] !== '**')
}

const isHidden = (path: string): boolean => path.startsWith('.') || path.includes('/.')

function partSource(part: string, isLast: boolean): string {
  if (part === '**') return isLast ? '.+' : '(?:[^/]+/)*'
  return `${nameSource(part)}${isLast ? '' : '/'}`
}

function nameSource(part: string): string {
  let source = ''
  let depth = 0
  for (let at = 0; at < part.length; at++) {
    const character = part.charAt(at)
    if (character === '*') source += part.charAt(at - 1) === '*' ? '' : '[^/]*'
    else if (character === '?') source += '[^/]'
    else if (character === '[' && part.indexOf(']', at + 2) !== -1) {
      const end = part.indexOf(']', at + 2)
      source += classSource(part.slice(at + 1, end))
      at = end
    } else if (character === '{' && part.indexOf('}', at) !== -1) {
      source += '(?:'
      depth++
    } else if (character === '}' && depth > 0) {
      source += ')'
      depth--
    } else if (character === ',' && depth > 0) source += '|'
    else source += RE2JS.quote(character)
  }
  if (depth > 0) throw new EngineError('step_config_invalid', `The pattern part ${JSON.stringify(part)} has a "{" without its "}".`)
  return source
}

function classSource(inner: string): string {
  const negated = inner.startsWith('!') || inner.startsWith('^')
  const members = (negated ? inner.slice(1) : inner).replace(/[\\\]^[&~]/g, '\\$&')
  return `[${negated ? '^/' : ''}${members}]`
}
