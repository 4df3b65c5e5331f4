/** The code of imported steps. It never changes with what is imported: that comes in as `input`. */

const ROWS = `if (!Array.isArray(input.rows)) throw new Error('The records are no list.')
let rows = input.rows
`

const FILTER = `// Cells of CSV are text, so text that reads as a number counts as one.
const number = (value) => (typeof value === 'number' ? value : typeof value === 'string' && value.trim() !== '' ? Number(value) : NaN)
const order = (a, b) => (Number.isNaN(number(a) - number(b)) ? (String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0) : number(a) - number(b))
const there = (value) => value !== null && value !== ''
const tests = {
  '==': (a, b) => String(a) === String(b) || number(a) === number(b),
  '!=': (a, b) => String(a) !== String(b) && number(a) !== number(b),
  '>': (a, b) => there(a) && order(a, b) > 0,
  '>=': (a, b) => there(a) && order(a, b) >= 0,
  '<': (a, b) => there(a) && order(a, b) < 0,
  '<=': (a, b) => there(a) && order(a, b) <= 0,
  contains: (a, b) => there(a) && String(a).includes(String(b)),
  in: (a, b) => Array.isArray(b) && b.some((each) => String(each) === String(a)),
}
const fits = (row) => ({ field, is, value }) => tests[is](Object.hasOwn(row, field) ? row[field] : null, value)
rows = rows.filter((row) => (input.any ? input.conditions.some(fits(row)) : input.conditions.every(fits(row))))
`

const SELECT = `rows = rows.map((row) => Object.fromEntries(input.fields.filter((field) => Object.hasOwn(row, field)).map((field) => [field, row[field]])))
`

const RENAME = `const names = new Map(Object.entries(input.rename))
rows = rows.map((row) => Object.fromEntries(Object.entries(row).map(([field, value]) => [names.get(field) ?? field, value])))
`

const PARTS = { filter: FILTER, select: SELECT, rename: RENAME }

export type TransformPart = keyof typeof PARTS

/** Filters, then selects fields, then renames them; whatever of these is asked for. */
export const transformCode = (parts: ReadonlySet<TransformPart>): string =>
  `${ROWS}${(['filter', 'select', 'rename'] as const).map((part) => (parts.has(part) ? PARTS[part] : '')).join('')}return rows\n`

export const PASS_ON = 'return input.rows\n'

export const GIVEN_DATA = 'return input\n'

export const NO_SOURCE = "throw new Error('The source of this stage could not be imported: read it here, by another kind of step.')\n"

export const NO_CONDITION = "throw new Error('The condition of this stage could not be imported: filter the records here.')\n"

export const CSV_TEXT = `const rows = input.rows
if (!Array.isArray(rows)) throw new Error('The records are no list.')
const fields = [...new Set(rows.flatMap((row) => Object.keys(row)))]
const cell = (value) => {
  const text = value === null || value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value)
  return /[",\\r\\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text
}
const lines = [fields, ...rows.map((row) => fields.map((field) => row[field]))]
return lines.map((line) => line.map(cell).join(',')).join('\\n') + '\\n'
`
