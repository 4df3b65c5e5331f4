import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { startEngine, succeed, type EngineHarness } from '../testing/engine-harness'
import { tempFolder } from '../testing/temp-folder'
import { socketPath } from './data-folder'
import { lineLogger } from './system'

/** Whoever connects to the socket may be broken or gone; the engine works on for the others. */

const behaviours = { nothing: () => succeed() }
let harness: EngineHarness
let uncaught: unknown[] = []
const note = (error: unknown) => uncaught.push(error)

beforeEach(async () => {
  uncaught = []
  process.on('uncaughtException', note)
  harness = await startEngine({ behaviours })
})
afterEach(async () => {
  await harness.stop()
  process.off('uncaughtException', note)
})

async function openSocket(): Promise<WebSocket> {
  const socket = new WebSocket(`ws+unix://${socketPath(harness.dataFolder)}:/`)
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  return socket
}

const closeCode = (socket: WebSocket): Promise<number> => new Promise((resolve) => socket.once('close', resolve))

describe('a connection', () => {
  test('with a message that is too long is closed, and nothing else ends', async () => {
    const socket = await openSocket()
    const closed = closeCode(socket)
    socket.send('x'.repeat(9 * 1024 * 1024))
    expect(await closed).toBe(1009)
    expect(await harness.run('name: after\nsteps: [{ id: a, uses: probe, with: { do: nothing } }]')).toMatchObject({ status: 'succeeded' })
    expect(uncaught).toEqual([])
  })

  test('that never finishes asking does not keep the engine from closing', async () => {
    const half = connect(socketPath(harness.dataFolder))
    await new Promise((resolve) => half.once('connect', resolve))
    const ended = new Promise((resolve) => half.once('close', resolve))
    half.write('GET / HTTP/1.1\r\n')
    await harness.stop()
    await ended
  })
})

describe('an engine that cannot listen', () => {
  test('is refused, works on nothing, and leaves the folder to the next', async () => {
    const folder = tempFolder()
    mkdirSync(socketPath(folder))
    writeFileSync(join(socketPath(folder), 'in the way'), '')
    const log: string[] = []
    const logger = lineLogger((line) => log.push(line))
    await expect(startEngine({ dataFolder: folder, behaviours, config: { logger } })).rejects.toMatchObject({ code: 'data_folder_unusable', message: expect.stringContaining(socketPath(folder)) })
    // A worker that went on would look for work within a second, and find the database closed.
    const aWhile = new Promise((resolve) => setTimeout(resolve, 1200))
    rmSync(socketPath(folder), { recursive: true })
    const next = await startEngine({ dataFolder: folder, behaviours })
    onTestFinished(() => next.stop())
    expect(await next.run('name: next\nsteps: [{ id: a, uses: probe, with: { do: nothing } }]')).toMatchObject({ status: 'succeeded' })
    await aWhile
    expect(log).toEqual([])
  })
})
