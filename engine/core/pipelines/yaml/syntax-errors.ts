import type { YAMLParseError } from 'yaml'
import type { Problems } from '../problems'

/** Tells syntax errors in plain words, one a line: what follows the first on a line is nearly always its echo. */
export function reportSyntaxErrors(errors: readonly YAMLParseError[], problems: Problems): void {
  const lines = new Set<number>()
  for (const error of errors) {
    const [start, end] = error.pos
    const line = problems.lineAt(start)
    if (lines.has(line)) continue
    lines.add(line)
    problems.error({ code: 'yaml_syntax', message: sentence(error, problems.text), range: { start, end } })
  }
}

function sentence({ code, pos: [start], message }: YAMLParseError, text: string): string {
  const [line = ''] = text.slice(text.lastIndexOf('\n', start - 1) + 1).split('\n', 1)
  if (line.includes('${{') && !['TAB_AS_INDENT', 'MULTIPLE_DOCS'].includes(code))
    return 'This line cannot be read as YAML. Put the value with `${{ }}` in quotes.'
  switch (code) {
    case 'TAB_AS_INDENT':
      return 'Indent with spaces: YAML does not allow tabs here.'
    case 'BAD_INDENT':
      return message.startsWith('Flow') ? 'A bracket is opened and never closed.' : 'The indentation of this line does not fit the lines above it.'
    case 'MISSING_CHAR':
      return message.includes('quote') ? 'A quote is opened and never closed.' : 'Something is missing here, such as a comma, a colon or a closing bracket.'
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'MULTILINE_IMPLICIT_KEY':
      return line.split(': ').length > 2
        ? 'There is a second `: ` in this value. Put the value in quotes.'
        : 'The indentation of this line does not fit the one below it.'
    case 'BAD_SCALAR_START':
      return `A value cannot start with \`${text.charAt(start)}\`. Put it in quotes.`
    case 'BAD_DQ_ESCAPE':
      return 'There is no such escape inside double quotes. Write `\\\\` for a backslash, or use single quotes.'
    case 'BLOCK_IN_FLOW':
    case 'UNEXPECTED_TOKEN':
      return 'This does not belong here. Check the indentation, colons and brackets of this line and the one above.'
    case 'MULTIPLE_DOCS':
      return 'A file holds one pipeline. Put what follows this line into a file of its own.'
    case 'RESOURCE_EXHAUSTION':
      return 'This is nested too deeply to be read.'
    default:
      return `This cannot be read as YAML: ${message}.`
  }
}
