import { setTimeout as sleep } from 'node:timers/promises'
import type { LogLevel, PlacedLogLine } from '../../engine/contract/log'
import type { Run } from '../../engine/contract/run'
import { chance } from './sample-ids'
import type { World } from './sample-world'

interface Filter {
  readonly text?: string | undefined
  readonly levels?: readonly LogLevel[] | undefined
  readonly pipelineId?: string | undefined
}

/** Lines written until a page is opened; each has a place of its own. */
const LINES = 1_000_000
/** Between one line and the next (ms), on the whole. */
const PACE = 850
/** Lines that one search looks at. */
const LOOKED_AT = 20_000

const KINDS: readonly { readonly level: LogLevel; readonly text: (n: number) => string }[] = [
  { level: 'info', text: (n) => `finished in ${(0.4 + (n % 71) / 10).toFixed(1)} s, ${300 + (n % 400)} tokens out, mentions breakwater` },
  { level: 'debug', text: (n) => `claimed by local worker ${1 + (n % 4)}, attempt 1` },
  { level: 'info', text: (n) => `read letters/${1880 + (n % 19)}-0${1 + (n % 9)}-1${n % 10}.md, ${2 + (n % 60)} kB` },
  { level: 'info', text: (n) => JSON.stringify({ event: 'tokens', model: 'fast-chat', in: 900 + (n % 400), out: 318, words: ['harbour', 'ledger'] }) },
  { level: 'info', text: (n) => `GET https://archive.example/pages/${n % 9000} \u001b[32m200\u001b[0m in ${20 + (n % 180)} ms` },
  { level: 'debug', text: (n) => `kept ${n % 12} of ${12 + (n % 30)} paragraphs: the others repeat the appendix` },
  { level: 'info', text: () => 'wrote index.json \u001b[2m(unchanged)\u001b[0m' },
]
const WARNING = {
  level: 'warn',
  text: (n: number) => `\u001b[33m429 from fast-chat\u001b[0m, next try in ${(0.8 + (n % 20) / 10).toFixed(1)} s (Retry-After 2)`,
} as const
const TIMEOUT = { level: 'warn', text: (n: number) => `timeout after 30 s on page ${n % 900}; the page is tried again` } as const
const FAILURE = { level: 'error', text: () => '`fetch-export 2026-03-14` ended with exit code 3: the bank answered "statement not ready"' } as const
const LONG = {
  level: 'info',
  text: (n: number) =>
    `summary ${n}: the letter describes the harbour works of 1887, in which the engineer proposes a longer breakwater, a second dredger from the yard at Leith, and a fixed light on the outer mole, all to be paid for by the tonnage dues of the next nine years`,
} as const

function kindOf(n: number) {
  const dice = chance(n, 17)
  if (dice < 0.0025) return FAILURE
  if (dice < 0.012) return TIMEOUT
  if (dice < 0.03) return WARNING
  if (dice < 0.05) return LONG
  return KINDS[Math.floor(chance(n, 23) * KINDS.length)] ?? WARNING
}

const STEPS = ['collect', 'parse', 'summarise', 'statistics', 'check', 'report'] as const

interface Book {
  readonly runs: readonly Run[]
  readonly began: number
}

const books = new WeakMap<World, Book>()

function bookOf(world: World): Book {
  const known = books.get(world)
  if (known !== undefined) return known
  const book = { runs: world.runs({}).slice(0, 4000), began: Date.now() }
  books.set(world, book)
  return book
}

/** Any line, without those before it. A few runs write at a time. */
function lineAt({ runs, began }: Book, place: number): PlacedLogLine | undefined {
  const age = LINES - place
  const block = Math.max(0, Math.floor(age / 90))
  const turn = Math.floor(chance(Math.floor(place / 4), 31) * 3)
  const run = runs[age < 90 ? ([0, 6, 1][turn] ?? 0) : Math.min(runs.length - 1, 8 + block * 2 + turn)]
  if (run === undefined) return undefined
  const { level, text } = kindOf(place)
  const step = STEPS[Math.floor(chance(Math.floor(place / 4), 37) * STEPS.length)] ?? 'collect'
  const item = step === 'parse' || step === 'summarise' ? place % 52 : null
  return {
    place,
    seq: (place % 400) + 1,
    at: Math.round(began - age * PACE - chance(place, 5) * PACE),
    stepRunId: run.id,
    stepId: step,
    itemIndex: item,
    attempt: 1,
    level,
    text: text(place),
    runId: run.id,
    externalId: run.externalId,
    pipelineId: run.pipelineId,
    pipelineName: run.pipelineName,
  }
}

const matches = (line: PlacedLogLine, { text, levels, pipelineId }: Filter): boolean =>
  (levels === undefined || levels.includes(line.level)) &&
  (pipelineId === undefined || line.pipelineId === pipelineId) &&
  (text === undefined || line.text.toLowerCase().includes(text.toLowerCase()))

interface Search extends Filter {
  readonly before?: number | undefined
  readonly limit: number
}

export function searchLogs(world: World, { before, limit, ...filter }: Search) {
  const book = bookOf(world)
  const newest = book.runs.length === 0 ? 0 : newestOf(book)
  const lines: PlacedLogLine[] = []
  let place = Math.min(before ?? newest + 1, newest + 1) - 1
  const end = Math.max(0, place - LOOKED_AT)
  let searchedTo: number | null = null
  for (; place > end && lines.length < limit; place -= 1) {
    const line = lineAt(book, place)
    searchedTo = line?.at ?? searchedTo
    if (line !== undefined && matches(line, filter)) lines.push(line)
  }
  return { lines, before: place <= 0 ? null : place + 1, searchedTo, newest }
}

/** A few lines a second, as a busy engine writes them. */
export async function* watchLogs(world: World, { afterPlace, ...filter }: Filter & { readonly afterPlace: number }, signal: AbortSignal | undefined) {
  const book = bookOf(world)
  let last = afterPlace
  while (book.runs.length > 0) {
    const newest = newestOf(book)
    const lines = Array.from({ length: newest - last }, (_, n) => lineAt(book, last + 1 + n)).filter((line) => line !== undefined)
    last = newest
    const heard = lines.filter((line) => matches(line, filter))
    if (heard.length > 0) yield heard
    await sleep(250, undefined, { signal, ref: false })
  }
  await sleep(600_000, undefined, { signal, ref: false })
}

const newestOf = ({ began }: Book): number => LINES + Math.floor((Date.now() - began) / PACE)
