import type { Problem } from '../../contract/pipeline'
import { visible } from './visible'

/** `file:line:column: sentence`, which editors and terminals turn into links; with its cure, where the sentence lacks it. */
export function problemLine(file: string, { line, column, severity, message, replacement }: Problem): string {
  const kind = severity === 'warning' ? 'warning: ' : ''
  const cure = replacement === null || replacement === '' || message.includes(replacement) ? '' : ` Write \`${replacement}\` instead.`
  return `${file}:${line}:${column}: ${visible(`${kind}${message}${cure}`)}`
}

export const hasErrors = (problems: readonly Problem[]): boolean => problems.some(({ severity }) => severity === 'error')
