import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { createEngine, type Engine } from '../engine/host/create-engine'
import type { Logger } from '../engine/ports/logger'
import { noopKind } from './noop-kind'
import { latencies, quantiles, type Transition } from './transitions'
import { whenIdle } from './when-idle'
import { WORKERS } from './workers'
import { WORKLOADS, type Workload } from './workloads'

/**
 * npm run bench [-- --json FILE] [--only W2] [--longer 10]: how fast the embedded engine moves, with every commit flushed to the disk.
 * Handlers do nothing, so what is measured is the engine.
 */

interface Row {
  readonly workload: string
  readonly engine: string
  readonly metric: string
  readonly value: number
  readonly unit: string
}

const QUEUE = 100
const silent: Logger = { info: () => undefined, warn: () => undefined, error: (message, fields) => console.error(message, fields) }
/** One in so many runs goes first and is not counted: the code is compiled and the files have their size by then. */
const WARM_UP_PART = 2

/** Starts the runs and waits for their ends. */
async function drive({ client }: Engine, calls: readonly Transition[], pipeline: string, { oneAtATime, stepsEach }: Workload, runs: number): Promise<void> {
  const begun = calls.length
  const start = () => client.runs.start({ pipeline, startedBy: 'api' })
  if (!oneAtATime) {
    await Promise.all(Array.from({ length: runs }, start))
    return whenIdle(client, () => calls.length - begun >= runs * stepsEach)
  }
  for (let run = 0; run < runs; run++) {
    await start()
    await whenIdle(client, () => calls.length - begun >= (run + 1) * stepsEach)
  }
}

async function measure(workload: Workload): Promise<Row[]> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'signalbox-bench-'))
  const transitions: Transition[] = []
  const engine = await createEngine({
    dataFolder,
    version: 'bench',
    examplesFolder: null,
    workers: WORKERS,
    extraKinds: [noopKind(({ runId, stepId }) => transitions.push({ runId, stepId, at: performance.now() }))],
    queues: { default: QUEUE },
    logger: silent,
  })
  try {
    const { name } = await engine.client.pipelines.save({ text: workload.pipeline })
    await drive(engine, transitions, name, workload, Math.ceil(workload.runs / WARM_UP_PART))
    transitions.length = 0
    const delay = monitorEventLoopDelay({ resolution: 1 })
    delay.enable()
    const began = performance.now()
    const before = { process: process.cpuUsage(), thread: process.threadCpuUsage() }
    await drive(engine, transitions, name, workload, workload.runs)
    const cpu = process.cpuUsage(before.process)
    const thread = process.threadCpuUsage(before.thread)
    const ms = performance.now() - began
    delay.disable()
    const failed = await engine.client.runs.list({ filter: { statuses: ['failed', 'cancelled'] } })
    if (failed.total > 0) throw new Error(`${failed.total} runs did not succeed: ${failed.items[0]?.error?.message ?? ''}`)
    const row = (metric: string, value: number, unit: string): Row => ({
      workload: workload.name,
      engine: 'signalbox',
      metric,
      value: Number(value.toPrecision(4)),
      unit,
    })
    const steps = workload.runs * workload.stepsEach
    const { p50, p99 } = quantiles(latencies(transitions, workload.chain))
    return [
      row('throughput', (steps / ms) * 1000, 'steps/s'),
      row('runs', (workload.runs / ms) * 1000, 'runs/s'),
      row('time', ms, 'ms'),
      row('processor time', (cpu.user + cpu.system) / steps, 'µs/step'),
      row('of it, engine thread', (thread.user + thread.system) / steps, 'µs/step'),
      ...(workload.chain.length > 1 ? [row('transition p50', p50, 'ms'), row('transition p99', p99, 'ms')] : []),
      row('event loop delay p99', delay.percentile(99) / 1e6, 'ms'),
      row('memory', process.memoryUsage.rss() / 1024 / 1024, 'MiB'),
    ]
  } finally {
    await engine.stop(0)
    await rm(dataFolder, { recursive: true, force: true })
  }
}

async function bench(): Promise<void> {
  const { values } = parseArgs({ options: { json: { type: 'string' }, only: { type: 'string', multiple: true }, longer: { type: 'string', default: '1' } } })
  const longer = Number(values.longer)
  const rows: Row[] = []
  for (const workload of WORKLOADS) {
    if (values.only !== undefined && !values.only.includes(workload.name)) continue
    console.log(`${workload.name}: ${workload.title}`)
    for (const row of await measure({ ...workload, runs: workload.runs * longer })) {
      rows.push(row)
      console.log(`  ${row.metric.padEnd(22)} ${row.value.toLocaleString('en').padStart(10)} ${row.unit}`)
    }
  }
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(rows, null, 2)}\n`)
}

await bench()
