// node measure.mjs ENGINE WORKLOAD FILE: one peer, one workload of bench/workloads.ts, in a process of its own; rows of bench/engine.ts's shape.
// The last call of a handler ends the measurement: what a peer writes after that is not counted against it.
import { writeFile } from 'node:fs/promises'
import { performance } from 'node:perf_hooks'

/** How each workload is put together; the same numbers as in bench/workloads.ts. */
const WORKLOADS = {
  W1: { runs: 10_000, steps: 1, warmUp: 5_000, drive: (peer, runs) => peer.chain(runs, 1) },
  W2: { runs: 1_000, steps: 4, warmUp: 500, drive: (peer, runs) => peer.chain(runs, 4) },
  W3: { runs: 100, steps: 102, warmUp: 50, drive: (peer, runs) => peer.fan(runs, 100) },
  W4: {
    runs: 20,
    steps: 40,
    warmUp: 10,
    drive: async (peer, runs) => {
      for (let run = 0; run < runs; run++) await peer.chain(1, 40)
    },
  },
}

const quantile = (sorted, q) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0

/** Milliseconds from one step's handler to the next one's in the same run. */
function transitions(calls) {
  const runs = new Map()
  for (const { run, at } of calls) runs.set(run, [...(runs.get(run) ?? []), at])
  return [...runs.values()].flatMap((times) => times.slice(1).map((at, index) => at - times[index])).sort((a, b) => a - b)
}

const [engine, name, file] = process.argv.slice(2)
const workload = WORKLOADS[name]
const { open } = await import(`./engines/${engine}.mjs`)

/** Handlers call this and do nothing else; whoever waits hears when as many calls came as were to come. */
const calls = []
let expected = Infinity
let reached = () => undefined
const onStep = (run) => {
  calls.push({ run, at: performance.now() })
  if (calls.length >= expected) reached()
}
const whenCalled = (count) => {
  const target = calls.length + count
  return new Promise((done) => {
    expected = target
    reached = done
  })
}

const peer = await open({ postgresUrl: process.env.PEERS_POSTGRES, redisPort: Number(process.env.PEERS_REDIS_PORT), onStep, whenCalled })
const rows = []
try {
  if (name === 'W3' && peer.fan === undefined) {
    console.error(`${engine} cannot wait for a hundred before it goes on.`)
  } else {
    await workload.drive(peer, workload.warmUp)
    calls.length = 0
    const cpu = process.cpuUsage()
    const began = performance.now()
    await workload.drive(peer, workload.runs)
    const ms = performance.now() - began
    const { user, system } = process.cpuUsage(cpu)
    const steps = workload.runs * workload.steps
    const row = (metric, value, unit) => rows.push({ workload: name, engine, metric, value: Number(value.toPrecision(4)), unit })
    row('throughput', (steps / ms) * 1000, 'steps/s')
    row('time', ms, 'ms')
    row('processor time', (user + system) / steps, 'µs/step')
    if (name === 'W2' || name === 'W4') {
      const between = transitions(calls)
      row('transition p50', quantile(between, 0.5), 'ms')
      row('transition p99', quantile(between, 0.99), 'ms')
    }
    row('memory', process.memoryUsage.rss() / 1024 / 1024, 'MiB')
  }
} finally {
  await writeFile(file, JSON.stringify(rows))
  await peer.close()
}
process.exit(0)
