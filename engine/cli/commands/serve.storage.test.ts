import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { EngineClient } from '../../client/create-client'
import { buildProgram, type BuiltProgram } from '../../testing/build-program'
import { eventually, startEngine } from '../../testing/engine-harness'
import { onDatabase } from '../../testing/on-database'
import { tempFolder } from '../../testing/temp-folder'
import { attach } from '../link/attach'

/** `signalbox serve` as a process: how it ends when it is asked to, once and twice, and what it says when it cannot begin. */

let program: BuiltProgram
beforeAll(async () => {
  program = await buildProgram('engine/testing/serve-command.ts')
}, 60_000)

/** A folder with a page in it. */
function page(): string {
  const folder = tempFolder()
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>page</title>')
  return folder
}

interface Served {
  readonly process: ChildProcess
  readonly output: () => string
  readonly errors: () => string
  /** Its exit code. */
  readonly ended: Promise<number | null>
}

function serve(dataFolder: string, { port = '0', pageFolder = page() } = {}): Served {
  const child = spawn(process.execPath, [program.path, pageFolder, 'serve', '--port', port, '--data', dataFolder], { stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  let output = ''
  let errors = ''
  child.stdout.on('data', (piece) => (output += String(piece)))
  child.stderr.on('data', (piece) => (errors += String(piece)))
  return { process: child, output: () => output, errors: () => errors, ended: once(child, 'close').then(() => child.exitCode) }
}

/** A command that does not listen when it is asked to end. */
const STUBBORN = 'name: stubborn\nsteps: [{ id: a, uses: shell, with: { command: [sh, -c, "trap : TERM; while :; do sleep 0.1; done"] } }]'
const RUNS = 5

async function underLoad(): Promise<{ readonly dataFolder: string; readonly served: Served }> {
  const dataFolder = join(tempFolder(), 'data')
  const served = serve(dataFolder)
  await eventually(() => served.output().includes('Ctrl+C ends it.'), 20_000)
  const link = await attach(dataFolder)
  if (link === null) throw new Error('it does not answer on its socket')
  await load(link.client)
  await link.close()
  return { dataFolder, served }
}

async function load(client: EngineClient): Promise<void> {
  await client.pipelines.save({ text: STUBBORN })
  for (let run = 0; run < RUNS; run++) await client.runs.start({ pipeline: 'stubborn' })
  await eventually(async () => (await client.runs.list({ filter: { statuses: ['running'] } })).total > 0)
}

const statusesIn = (dataFolder: string) =>
  onDatabase(join(dataFolder, 'signalbox.db'), (database) =>
    database.prepare<[], string>("select distinct status from attempts where status <> 'lost' order by 1").pluck().all(),
  )

/** Every run is there and goes on, until it is cancelled. */
async function goesOn(dataFolder: string): Promise<void> {
  const next = await startEngine({ dataFolder, behaviours: {} })
  onTestFinished(() => next.stop())
  const { client } = next.engine
  const { items } = await client.runs.list({})
  expect(items).toHaveLength(RUNS)
  await eventually(async () => (await client.runs.list({ filter: { statuses: ['running'] } })).total > 0)
  for (const { id } of items) await client.runs.cancel({ runId: id })
  for (const { id } of items) expect((await next.ended(id)).status).toBe('cancelled')
}

describe('a server at work that is asked to end', () => {
  test('by SIGTERM gives what runs its time, hands back what does not end by then, and ends with 0', async () => {
    const { dataFolder, served } = await underLoad()
    const asked = performance.now()
    served.process.kill('SIGTERM')
    expect(await served.ended).toBe(0)
    expect(performance.now() - asked).toBeLessThan(15_000)
    expect(served.errors()).toContain('Ending: what runs has a moment to finish')
    expect(statusesIn(dataFolder)).toEqual(['queued'])
    await goesOn(dataFolder)
  }, 60_000)

  test('by a second SIGTERM does not wait, and the next start goes on with what was at work', async () => {
    const { dataFolder, served } = await underLoad()
    served.process.kill('SIGTERM')
    await eventually(() => served.errors().includes('Ending:'))
    const asked = performance.now()
    served.process.kill('SIGTERM')
    expect(await served.ended).toBe(130)
    expect(performance.now() - asked).toBeLessThan(1500)
    await goesOn(dataFolder)
  }, 60_000)
})

describe('a server that cannot begin says why in one sentence and an exit code', () => {
  const refusal = async (served: Served) => {
    const code = await served.ended
    return { code, output: served.output(), lines: served.errors().trimEnd().split('\n') }
  }
  const sentence = (words: string, code: string, exit = 3) => ({
    code: exit,
    output: '',
    lines: [expect.stringMatching(new RegExp(`^signalbox: .*${words}.*\\[${code}\\]$`))],
  })

  test('for its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void other.close())
    await once(other, 'listening')
    const address = other.address()
    const port = typeof address === 'object' ? String(address?.port) : ''
    expect(await refusal(serve(tempFolder(), { port }))).toEqual(sentence(`Port ${port} of 127.0.0.1 is in use`, 'address_in_use'))
  })

  test('for its data folder is a file', async () => {
    const file = join(tempFolder(), 'file')
    writeFileSync(file, '')
    expect(await refusal(serve(file))).toEqual(sentence(file, 'data_folder_unusable'))
  })

  test('for its data folder cannot be written', async (context) => {
    const folder = join(tempFolder(), 'read-only')
    mkdirSync(folder)
    const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'ro,size=1m', 'signalbox-test', folder], { encoding: 'utf8' })
    if (status !== 0) return context.skip(`a read-only folder cannot be had here: ${stderr.trim()}`)
    onTestFinished(() => void spawnSync('umount', ['--lazy', folder]))
    expect(await refusal(serve(folder))).toEqual(sentence(folder, 'data_folder_unusable'))
  })

  test('for there is no page', async () => {
    const folder = tempFolder()
    expect(await refusal(serve(tempFolder(), { pageFolder: folder }))).toEqual(sentence(folder, 'file_not_found', 2))
  })

  test('for its database is of another program', async () => {
    const folder = tempFolder()
    onDatabase(join(folder, 'signalbox.db'), (database) => database.exec('create table notes (text)'))
    expect(await refusal(serve(folder))).toEqual(sentence('is a database of another program', 'storage_corrupt'))
  })
})
