/** A sentence whose names stand between backticks, where no styles can be: in a hover, in a line that is cut. */
export function withoutCode(text: string): string
export function withoutCode(text: string | undefined): string | undefined
export function withoutCode(text: string | undefined): string | undefined {
  return text?.replaceAll(/`([^`]+)`/g, '$1')
}
