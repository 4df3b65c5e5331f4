import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import * as z from 'zod'
import { createEngine } from '../engine/host/create-engine'
import type { Logger } from '../engine/ports/logger'
import { noopKind } from './noop-kind'
import { itemKind, listKind, payloadKind, SCALE_CASES, type ScaleCase } from './scale-cases'
import { StretchProbe } from './stretches'
import { WORKERS } from './workers'

const MIB = 1024 * 1024
const PLACES = 100
const silent: Logger = { info: () => undefined, warn: () => undefined, error: (message, fields) => console.error(message, fields) }

const figures = z.object({
  /** Before anything is asked of the engine, and the most there was (MiB). */
  idleMemory: z.number(),
  peakMemory: z.number(),
  /** The longest stretch of processor time, by what was going on (ms). */
  heldMs: z.record(z.string(), z.number()),
  clockMs: z.number(),
  threadUs: z.number(),
  seconds: z.number(),
})
type Figures = z.infer<typeof figures>

/** Whoever waits for so many items to have begun. */
class Progress {
  #count = 0
  #waiting: { readonly at: number; readonly tell: () => void } | null = null

  count(): void {
    this.#count += 1
    if (this.#waiting !== null && this.#count >= this.#waiting.at) this.#waiting.tell()
  }

  reached(at: number): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting = { at, tell: resolve }
    })
  }
}

/** The engine's process: one case, and what it took. */
async function measure(scaleCase: ScaleCase): Promise<Figures> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'signalbox-scale-'))
  const progress = new Progress()
  const engine = await createEngine({
    dataFolder,
    version: 'bench',
    examplesFolder: null,
    workers: WORKERS,
    extraKinds: [noopKind(() => undefined), listKind, payloadKind, itemKind(() => progress.count())],
    queues: { default: PLACES },
    logger: silent,
  })
  try {
    const idleMemory = process.memoryUsage.rss() / MIB
    const probe = new StretchProbe()
    const began = { at: performance.now(), thread: process.threadCpuUsage() }
    await scaleCase.run({ client: engine.client, phase: (name) => probe.mark(name), begun: (items) => progress.reached(items) })
    const { user, system } = process.threadCpuUsage(began.thread)
    const seconds = (performance.now() - began.at) / 1000
    const { processorMs, clockMs } = probe.end()
    return {
      idleMemory,
      peakMemory: process.resourceUsage().maxRSS / 1024,
      heldMs: Object.fromEntries(processorMs),
      clockMs,
      threadUs: (user + system) / scaleCase.units,
      seconds,
    }
  } finally {
    await engine.stop(0)
    await rm(dataFolder, { recursive: true, force: true })
  }
}

/** In a process of its own, with nothing set: its memory is the case's. */
function measureApart({ name }: ScaleCase): Promise<Figures> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...process.execArgv, process.argv[1] ?? '', '--measure', name], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    child.once('message', (message) => resolve(figures.parse(message)))
    child.once('exit', (code) => reject(new Error(`${name} ended with ${String(code)}`)))
  })
}

const rounded = (value: number): string => value.toLocaleString('en', { maximumSignificantDigits: 3 })

function show({ title }: ScaleCase, { idleMemory, peakMemory, heldMs, clockMs, threadUs, seconds }: Figures): void {
  const held = Object.entries(heldMs).map(([phase, ms]) => `${rounded(ms)} ${phase}`)
  console.log(`${title}
  memory          ${rounded(idleMemory)} MiB, ${rounded(peakMemory)} MiB at most
  held the loop   ms of processor time: ${held.join('; ')}; ${rounded(clockMs)} by the clock
  thread          ${rounded(threadUs)} µs a step or item; ${rounded(seconds)} s in all`)
}

/**
 * npm run bench:scale [-- --json FILE] [--only map-10000]: what large runs cost in memory, and how long they hold the
 * event loop. Each case has an engine in a process of its own.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { json: { type: 'string' }, only: { type: 'string', multiple: true }, measure: { type: 'string' } } })
  if (values.measure !== undefined) {
    const scaleCase = SCALE_CASES.find(({ name }) => name === values.measure)
    if (scaleCase === undefined) throw new Error(`There is no case ${values.measure}.`)
    process.send?.(await measure(scaleCase))
    return
  }
  const rows: Record<string, Figures> = {}
  for (const scaleCase of SCALE_CASES) {
    if (values.only !== undefined && !values.only.includes(scaleCase.name)) continue
    const found = await measureApart(scaleCase)
    show(scaleCase, found)
    rows[scaleCase.name] = found
  }
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(rows, null, 2)}\n`)
}

await main()
