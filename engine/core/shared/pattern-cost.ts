/** A quoted stretch, flags, an escape, a class in brackets, a counted repetition, or one character. */
const TOKEN = /\\Q.*?(?:\\E|$)|\(\?[A-Za-z-]*\)|\\x\{\w+\}|\\.|\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\]|\{(?<least>\d+)(?:,(?<most>\d*))?\}|./gsu

/** Where letters are matched in either case, a range is gone through letter by letter, up to the last that has a case. */
const EITHER_CASE = /\(\?\w*i/
const RANGE_END = /-(?:\\x\{(?<hex>[\da-fA-F]+)\}|\\|(?<letter>\P{ASCII}))/gu
const LAST_WITH_CASE = 0x1e943
/** Of an escape without braces, `\777`. */
const LAST_ESCAPED = 0o777

const STEPS_A_PART = 20
/** A class is copied wherever it is repeated; those of Unicode have hundreds of ranges. */
const PARTS_OF_UNICODE_CLASS = 40
const CLASS_CHARACTERS_A_PART = 8

/** Steps that it takes to compile a pattern, at most: `a{1000}` is a thousand parts. */
export function patternCost(pattern: string): number {
  const letters = EITHER_CASE.test(pattern) ? lettersInRanges(pattern) : 0
  return partsOf(pattern) * STEPS_A_PART + letters
}

function lettersInRanges(pattern: string): number {
  let letters = 0
  for (const { groups } of pattern.matchAll(RANGE_END)) {
    const { hex, letter } = { ...groups }
    const end = hex === undefined ? (letter?.codePointAt(0) ?? LAST_ESCAPED) : Number.parseInt(hex, 16)
    letters += Math.min(end, LAST_WITH_CASE)
  }
  return letters
}

/** A group that is being read: how much it comes to, and how much of that a repetition would repeat. */
interface Group {
  readonly size: number
  readonly last: number
}

/** RE2 refuses to repeat more often. */
const MAX_REPEATED = 1000
/** The choice, and that one side may be empty. */
const PARTS_OF_A_CHOICE = 2
/** Begins, matches, fails. */
const PARTS_OF_ANY = 3

const EMPTY: Group = { size: 0, last: 0 }

/** How many parts the pattern comes to when its repetitions are written out; rather too many than too few, and at least half. */
export function partsOf(pattern: string): number {
  const outer: Group[] = []
  let group = EMPTY
  for (const { 0: token, groups } of pattern.matchAll(TOKEN)) {
    // What repeats behind flags repeats what stands before them.
    if (token.startsWith('(?')) continue
    if (token === '(') {
      outer.push(group)
      group = EMPTY
    } else if (token === ')') {
      group = followedBy(outer.pop() ?? EMPTY, group.size + 3)
    } else if (groups?.['least'] !== undefined) {
      const times = Math.min(MAX_REPEATED, Math.max(1, Number(groups['least']), Number(groups['most'] ?? 0)))
      group = withLast(group, times * (group.last + 1) + 2)
    } else if (token === '*' || token === '+' || token === '?') {
      group = withLast(group, group.last + 2)
    } else {
      group = followedBy(group, isClass(token) ? partsOfClass(token) : token === '|' ? PARTS_OF_A_CHOICE : token.length)
    }
  }
  return outer.reduce((sum, { size }) => sum + size, group.size + PARTS_OF_ANY)
}

const isClass = (token: string): boolean => /^(?:\[.|\\[pP])/su.test(token)

const partsOfClass = (token: string): number => 1 + token.length / CLASS_CHARACTERS_A_PART + (token.match(/\\[pP]/g)?.length ?? 0) * PARTS_OF_UNICODE_CLASS

const followedBy = ({ size }: Group, last: number): Group => ({ size: size + last, last })

const withLast = ({ size, last }: Group, grown: number): Group => ({ size: size - last + grown, last: grown })
