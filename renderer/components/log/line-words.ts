import { toast } from '../toast'
import { plainText } from './ansi'
import type { ShownLine } from './log-source'

/** `summarise[36]`, or `summarise`. */
export const ownerOf = ({ stepId, itemIndex }: Pick<ShownLine, 'stepId' | 'itemIndex'>): string => (itemIndex === null ? stepId : `${stepId}[${itemIndex}]`)

/** A line that explains itself wherever it is pasted. */
export const lineWithContext = (line: ShownLine, name: string): string => `${new Date(line.at).toISOString()} ${name} ${line.level}: ${plainText(line.text)}`

export function copyLine(line: ShownLine, name: string): void {
  copyText(lineWithContext(line, name), 'Copied the line with its context.')
}

/** Puts text on the clipboard and tells how that went. */
export function copyText(text: string, done: string): void {
  navigator.clipboard.writeText(text).then(
    () => toast.success(done),
    () => toast.error("Couldn't copy: the clipboard refused. Select the text and copy it with the keyboard."),
  )
}
