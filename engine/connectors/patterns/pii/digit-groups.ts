import type { Span } from './personal-data.ts'

/** Digits side by side. */
export type DigitGroup = Span & { readonly digits: string }

/**
 * Numbers that are written in groups: each run of groups with one of `separators` (a single character) between them, and
 * of the run each stretch of `least` to `most` digits. Longer ones come first; bounded work for each group.
 */
export function* stretches(
  text: string,
  separators: string,
  { least, most }: { readonly least: number; readonly most: number },
): Generator<readonly DigitGroup[]> {
  for (const run of runs(text, separators)) {
    for (let first = 0; first < run.length; first++) {
      const groups = take(run, first, most)
      for (let count = groups.length; count > 0; count--) {
        const stretch = groups.slice(0, count)
        if (digitsOf(stretch).length < least) break
        yield stretch
      }
    }
  }
}

export const digitsOf = (groups: readonly DigitGroup[]): string => groups.map((group) => group.digits).join('')

export const spanOf = (groups: readonly DigitGroup[]): Span => ({ start: groups[0]?.start ?? 0, end: groups.at(-1)?.end ?? 0 })

/** As many groups as there is room for. */
function take(run: readonly DigitGroup[], first: number, most: number): DigitGroup[] {
  const taken: DigitGroup[] = []
  let length = 0
  for (let at = first; at < run.length; at++) {
    const group = run[at]
    if (group === undefined || length + group.digits.length > most) break
    taken.push(group)
    length += group.digits.length
  }
  return taken
}

function* runs(text: string, separators: string): Generator<DigitGroup[]> {
  let run: DigitGroup[] = []
  for (const { 0: digits, index: start } of text.matchAll(/\d+/g)) {
    const previous = run.at(-1)
    if (previous !== undefined && !(start === previous.end + 1 && separators.includes(text.charAt(previous.end)))) {
      yield run
      run = []
    }
    run.push({ start, end: start + digits.length, digits })
  }
  if (run.length > 0) yield run
}
