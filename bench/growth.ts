import { spawn } from 'node:child_process'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import * as z from 'zod'
import type { EngineClient } from '../engine/client/create-client'
import { createEngine, type Engine } from '../engine/host/create-engine'
import type { Logger } from '../engine/ports/logger'
import { fillHistory } from './filled-history'
import { noopKind } from './noop-kind'
import { StretchProbe } from './stretches'
import { whenIdle } from './when-idle'
import { W2 } from './workloads'
import { WORKERS } from './workers'

const SIZES = [1000, 10_000, 100_000, 1_000_000]
const DAYS = 30
/** The best counts: others who use the machine make it slower, and never faster. */
const ROUNDS = 5
const DAY = 86_400_000
const MIB = 1024 * 1024
const silent: Logger = { info: () => undefined, warn: () => undefined, error: (message, fields) => console.error(message, fields) }

const measured = z.object({
  startMs: z.number(),
  threadUs: z.number(),
  memory: z.number(),
  /** What screens ask, each with the longest it held the event loop (ms of processor time) and what it took in all. */
  asked: z.record(z.string(), z.object({ heldMs: z.number(), threadMs: z.number() })),
})
type Measured = z.infer<typeof measured>

function open(dataFolder: string, onCall: () => void): Promise<Engine> {
  return createEngine({
    dataFolder,
    version: 'bench',
    examplesFolder: null,
    workers: WORKERS,
    extraKinds: [noopKind(onCall)],
    queues: { default: 100 },
    logger: silent,
  })
}

/** One run of W2, which the history is made of. */
async function begin(dataFolder: string): Promise<void> {
  const engine = await open(dataFolder, () => undefined)
  try {
    await engine.client.pipelines.save({ text: W2.pipeline })
    await engine.client.runs.start({ pipeline: W2.name, startedBy: 'api' })
    await whenIdle(engine.client, () => true)
  } finally {
    await engine.stop(0)
  }
}

const QUESTIONS: Readonly<Record<string, (client: EngineClient) => Promise<unknown>>> = {
  'the first page of runs': (client) => client.runs.list({}),
  'the last page of runs': async (client) => client.runs.list({ skip: (await client.runs.list({ limit: 1 })).total - 50, limit: 50 }),
  'runs that failed': (client) => client.runs.list({ filter: { statuses: ['failed'] } }),
  'runs that succeeded': (client) => client.runs.list({ filter: { statuses: ['succeeded'] } }),
  'a pipeline': (client) => client.pipelines.get({ pipeline: W2.name }),
  'runs of a pipeline': async (client) => client.runs.list({ filter: { pipelineId: (await client.runs.list({ limit: 1 })).items[0]?.pipelineId } }),
  'runs by text': (client) => client.runs.list({ filter: { text: 'SBX-99' } }),
  'a run': async (client) => client.runs.get({ run: (await client.runs.list({ limit: 1 })).items[0]?.id ?? '' }),
  'statistics of a day': (client) => client.runs.statistics({ since: Date.now() - DAY, buckets: 24 }),
  'statistics of a month': (client) => client.runs.statistics({ since: Date.now() - DAYS * DAY, buckets: 30 }),
  pipelines: (client) => client.pipelines.list(),
  'the state of the engine': (client) => client.engine.status(),
}

async function ask(client: EngineClient): Promise<Measured['asked']> {
  const asked: Record<string, { heldMs: number; threadMs: number }> = {}
  for (const [what, question] of Object.entries(QUESTIONS)) {
    const probe = new StretchProbe()
    const before = process.threadCpuUsage()
    await question(client)
    const { user, system } = process.threadCpuUsage(before)
    asked[what] = { heldMs: probe.end().processorMs.get('') ?? 0, threadMs: (user + system) / 1000 }
  }
  return asked
}

async function measure(dataFolder: string): Promise<Measured> {
  let calls = 0
  const opening = performance.now()
  const engine = await open(dataFolder, () => (calls += 1))
  const startMs = performance.now() - opening
  const { client } = engine
  const steps = W2.runs * W2.stepsEach
  const drive = async () => {
    const end = calls + steps
    await Promise.all(Array.from({ length: W2.runs }, () => client.runs.start({ pipeline: W2.name, startedBy: 'api' })))
    await whenIdle(client, () => calls >= end)
  }
  try {
    await drive()
    const took: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const before = process.threadCpuUsage()
      await drive()
      const { user, system } = process.threadCpuUsage(before)
      took.push((user + system) / steps)
    }
    return { startMs, threadUs: Math.min(...took), memory: process.memoryUsage.rss() / MIB, asked: await ask(client) }
  } finally {
    await engine.stop(0)
  }
}

function measureApart(dataFolder: string): Promise<Measured> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...process.execArgv, process.argv[1] ?? '', '--measure', dataFolder], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    child.once('message', (message) => resolve(measured.parse(message)))
    child.once('exit', (code) => reject(new Error(`the engine ended with ${String(code)}`)))
  })
}

const rounded = (value: number): string => value.toLocaleString('en', { maximumSignificantDigits: 3 })

function show(runs: number, bytes: number, { startMs, threadUs, memory, asked }: Measured): void {
  console.log(
    `${runs.toLocaleString('en')} ended runs, ${rounded(bytes / MIB)} MiB\n  W2 ${rounded(threadUs)} µs a step; ${rounded(memory)} MiB of memory; started in ${rounded(startMs)} ms`,
  )
  for (const [what, { heldMs, threadMs }] of Object.entries(asked))
    console.log(`  ${what.padEnd(26)} held ${rounded(heldMs)} ms, ${rounded(threadMs)} ms in all`)
}

/**
 * npm run bench:growth [-- --most 100000] [--folder DIR] [--json FILE]: what a step costs, and what screens ask, as ended runs
 * pile up in the database. A million takes some 5 GiB of disk; the folder is kept when it is given, and filled further.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { json: { type: 'string' }, most: { type: 'string', default: '1000000' }, folder: { type: 'string' }, measure: { type: 'string' } },
  })
  if (values.measure !== undefined) {
    process.send?.(await measure(values.measure))
    return
  }
  const dataFolder = values.folder ?? (await mkdtemp(join(tmpdir(), 'signalbox-growth-')))
  const file = join(dataFolder, 'signalbox.db')
  const rows: Record<number, Measured> = {}
  try {
    await begin(dataFolder)
    for (const runs of SIZES.filter((size) => size <= Number(values.most))) {
      fillHistory(file, { runs, days: DAYS })
      const found = await measureApart(dataFolder)
      show(runs, (await stat(file)).size, found)
      rows[runs] = found
    }
  } finally {
    if (values.folder === undefined) await rm(dataFolder, { recursive: true, force: true })
  }
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(rows, null, 2)}\n`)
}

await main()
