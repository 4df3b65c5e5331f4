// @ts-check
// npm run bench:peers [-- --rounds 3 --only W2 --json FILE]: Signalbox and what others use for such work, on this machine, in turns, and how they compare.
// Postgres and Redis are started on free ports, with every commit flushed to the disk, as Signalbox does.
import { spawn } from 'node:child_process'
import { chownSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ROOT, run } from './command.mjs'

/** @typedef {{ workload: string, engine: string, metric: string, value: number, unit: string }} Row */

const PEERS_FOLDER = join(ROOT, 'bench/peers')
const PEERS = ['bullmq', 'pg-boss', 'graphile-worker', 'dbos']
const WORKLOADS = ['W1', 'W2', 'W3', 'W4']
/** A peer that has not come to its end by then is not measured. */
const MOST_MS = 240_000

/** @returns {Promise<number>} */
const freePort = () =>
  new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => done(address !== null && typeof address === 'object' ? address.port : 0))
    })
  })

/** Runs a program to its end and fails with what it wrote. */
async function must(/** @type {string} */ program, /** @type {string[]} */ args, /** @type {{ cwd?: string }} */ options = {}) {
  const { code, output } = await run(program, args, { capture: true, ...options })
  if (code !== 0) throw new Error(`${program} ${args[0] ?? ''} ended with ${code}: ${output.trim()}`)
  return output
}

/** Postgres refuses to run as root: it runs as the user that its Debian package made. */
async function startPostgres(/** @type {string} */ folder) {
  const version = readdirSync('/usr/lib/postgresql').toSorted((a, b) => Number(b) - Number(a))[0] ?? ''
  const bin = join('/usr/lib/postgresql', version, 'bin')
  const asRoot = process.getuid?.() === 0
  const data = join(folder, 'postgres')
  mkdirSync(data, { mode: 0o700 })
  if (asRoot) {
    const id = async (/** @type {string} */ flag) => Number(await must('id', [flag, 'postgres']))
    const [user, group] = [await id('-u'), await id('-g')]
    for (const owned of [folder, data]) chownSync(owned, user, group)
  }
  const postgres = (/** @type {string} */ program, /** @type {string[]} */ ...args) =>
    asRoot ? must('runuser', ['-u', 'postgres', '--', join(bin, program), ...args], { cwd: folder }) : must(join(bin, program), args, { cwd: folder })
  const port = await freePort()
  await postgres('initdb', '-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C')
  const start = ['-D', data, '-w', '-s', '-l', join(data, 'log'), '-o', `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1 -c shared_buffers=512MB -c max_connections=200`, 'start']
  // Its output is the server's, which stays: no pipe may wait for its end.
  const { code } = asRoot ? await quiet('runuser', ['-u', 'postgres', '--', join(bin, 'pg_ctl'), ...start], folder) : await quiet(join(bin, 'pg_ctl'), start, folder)
  if (code !== 0) throw new Error(`Postgres did not start: ${readFileSync(join(data, 'log'), 'utf8')}`)
  return {
    url: (/** @type {string} */ database) => `postgres://postgres@127.0.0.1:${port}/${database}`,
    stop: () => postgres('pg_ctl', '-D', data, '-m', 'immediate', '-s', 'stop'),
    createDatabase: (/** @type {string} */ name) => must('psql', ['-h', '127.0.0.1', '-p', String(port), '-U', 'postgres', '-q', '-c', `create database "${name}"`]),
  }
}

/** @returns {Promise<{ code: number }>} */
const quiet = (/** @type {string} */ program, /** @type {string[]} */ args, /** @type {string} */ cwd) =>
  new Promise((done) => spawn(program, args, { cwd, stdio: 'ignore' }).on('close', (code) => done({ code: code ?? 1 })))

async function startRedis(/** @type {string} */ folder) {
  const port = await freePort()
  const server = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'yes', '--appendfsync', 'always'], { stdio: 'ignore' })
  return { port, stop: () => server.kill() }
}

/** @returns {Promise<Row[]>} */
async function measure(/** @type {string} */ engine, /** @type {string} */ workload, /** @type {{ folder: string, postgres: Awaited<ReturnType<typeof startPostgres>>, redisPort: number, round: number }} */ place) {
  const file = join(place.folder, 'rows.json')
  rmSync(file, { force: true })
  if (engine === 'signalbox') {
    await must(process.execPath, ['tools/run-program.mjs', 'bench/engine.ts', '--only', workload, '--json', file])
  } else {
    const database = `${engine}-${workload}-${place.round}`.toLowerCase()
    await place.postgres.createDatabase(database)
    const child = spawn(process.execPath, ['measure.mjs', engine, workload, file], {
      cwd: PEERS_FOLDER,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, PEERS_POSTGRES: place.postgres.url(database), PEERS_REDIS_PORT: String(place.redisPort) },
      timeout: MOST_MS,
    })
    const code = await new Promise((done) => child.on('close', done))
    if (code !== 0) {
      console.error(`${engine} did not come to the end of ${workload}.`)
      return []
    }
  }
  /** @type {Row[]} */
  const rows = JSON.parse(readFileSync(file, 'utf8'))
  return rows
}

const median = (/** @type {number[]} */ values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

/** One line a workload and figure; each peer beside how many times better Signalbox is. */
function table(/** @type {readonly Row[]} */ rows) {
  const figures = [
    ['W1', 'throughput'],
    ['W2', 'throughput'],
    ['W3', 'throughput'],
    ['W4', 'transition p50'],
    ['W4', 'transition p99'],
  ]
  const of = (/** @type {string} */ engine, /** @type {string} */ workload, /** @type {string} */ metric) =>
    median(rows.filter((row) => row.engine === engine && row.workload === workload && row.metric === metric).map(({ value }) => value))
  const lines = [`| | Signalbox | ${PEERS.join(' | ')} |`, `| --- | ---: |${' ---: |'.repeat(PEERS.length)}`]
  for (const [workload = '', metric = ''] of figures) {
    const ours = of('signalbox', workload, metric)
    if (Number.isNaN(ours)) continue
    const isTime = metric !== 'throughput'
    const cells = PEERS.map((peer) => {
      const theirs = of(peer, workload, metric)
      if (Number.isNaN(theirs)) return '—'
      return `${theirs.toLocaleString('en')} (${(isTime ? theirs / ours : ours / theirs).toPrecision(2)}×)`
    })
    lines.push(`| ${workload}, ${isTime ? `${metric}, ms` : 'steps/s'} | ${ours.toLocaleString('en')} | ${cells.join(' | ')} |`)
  }
  return lines.join('\n')
}

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '3' }, only: { type: 'string', multiple: true }, json: { type: 'string' } } })
const folder = mkdtempSync(join(tmpdir(), 'signalbox-peers-'))
await must(process.platform === 'win32' ? 'npm.cmd' : 'npm', ['install', '--no-audit', '--no-fund'], { cwd: PEERS_FOLDER })
const postgres = await startPostgres(folder)
const redis = await startRedis(folder)
const stop = async () => {
  redis.stop()
  await postgres.stop()
  rmSync(folder, { recursive: true, force: true })
}
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void stop().finally(() => process.exit(130)))
/** @type {Row[]} */
const rows = []
try {
  for (let round = 1; round <= Number(values.rounds); round++) {
    for (const workload of values.only ?? WORKLOADS) {
      for (const engine of ['signalbox', ...PEERS]) {
        console.log(`round ${round}: ${workload} ${engine}`)
        rows.push(...(await measure(engine, workload, { folder, postgres, redisPort: redis.port, round })))
      }
    }
  }
} finally {
  await stop()
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(rows, null, 2)}\n`)
}
console.log(`\n${table(rows)}`)
