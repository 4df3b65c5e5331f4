/**
 * Entry of the thread that writes: performs batches of statements, one transaction each, and answers when they are durable.
 * It is also run as it stands, by Node's type stripping, so it imports packages and types only.
 */
import { type MessagePort, workerData } from 'node:worker_threads'
import Database from 'better-sqlite3'
import type { WriteBatch } from '../outlet'
import type { WriteAnswer, WriteMessage, WriteRequest, WriteStage, WritingOptions } from './write-messages'

/** A number, how many cells, and whether it must change something. */
const CALL = 3

class Unchanged extends Error {
  readonly call: number
  constructor(call: number) {
    super('nothing was changed')
    this.call = call
  }
}

/** Statements by their numbers, prepared when they are used first. */
class Statements {
  readonly #database: Database.Database
  readonly #texts: string[] = []
  readonly #prepared: Database.Statement<unknown[]>[] = []
  constructor(database: Database.Database) {
    this.#database = database
  }

  add(texts: readonly string[]): void {
    this.#texts.push(...texts)
  }

  withNumber(number: number): Database.Statement<unknown[]> {
    return (this.#prepared[number] ??= this.#database.prepare(this.#texts[number] ?? ''))
  }
}

function perform(statements: Statements, { calls, cells }: WriteBatch): void {
  let cell = 0
  for (let call = 0; call < calls.length; call += CALL) {
    const count = calls[call + 1] ?? 0
    const { changes } = statements.withNumber(calls[call] ?? 0).run(cells.slice(cell, cell + count))
    if (changes === 0 && calls[call + 2] === 1) throw new Unchanged(call)
    cell += count
  }
}

function open({ file, pragmas }: WritingOptions): (batch: WriteBatch) => WriteAnswer {
  const database = new Database(file)
  for (const pragma of pragmas) database.pragma(pragma)
  const statements = new Statements(database)
  const begin = database.prepare('begin immediate')
  const commit = database.prepare('commit')
  process.once('exit', () => database.close())
  return (batch) => {
    let stage: WriteStage = 'begin'
    statements.add(batch.texts)
    try {
      begin.run()
      stage = 'perform'
      perform(statements, batch)
      stage = 'commit'
      commit.run()
      return { kind: 'written' }
    } catch (thrown) {
      try {
        if (database.inTransaction) database.exec('rollback')
      } catch {
        // Whoever hears of the first failure takes the batch back; the connection is no better for the second one.
      }
      if (thrown instanceof Unchanged) return { kind: 'unchanged', call: thrown.call }
      const code = thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : null
      return { kind: 'failed', stage, code, message: thrown instanceof Error ? thrown.message : String(thrown) }
    }
  }
}

type Given = WritingOptions & { readonly port: MessagePort }

const isGiven = (value: unknown): value is Given => typeof value === 'object' && value !== null && 'file' in value && 'answered' in value && 'port' in value

const given: unknown = workerData
if (!isGiven(given)) throw new TypeError('this program is a thread of the engine, and was started as something else')
const { port, ...options } = given
const answered = new Int32Array(options.answered)
const write = open(options)
const say = (message: WriteMessage) => port.postMessage(message)
// Whoever waits for an answer that never comes does nothing else meanwhile.
process.once('exit', () => {
  Atomics.add(answered, 0, 1)
  Atomics.notify(answered, 0)
})
port.on('message', (request: WriteRequest) => {
  if (request.kind === 'close') return port.close()
  say(write(request.batch))
  Atomics.add(answered, 0, 1)
  Atomics.notify(answered, 0)
})
say({ kind: 'up' })
