import { join } from 'node:path'
import { toEngineError } from '../../core/shared/engine-error'
import { createEngine } from '../../host/create-engine'
import { Answering } from './answering'
import { ledgerKind } from './ledger'
import { request, type Reply } from './messages'
import { RELAY, TORTURE_PIPELINES } from './pipelines'
import { workersFrom, type ServeOptions } from './serve-options'

export const ledgerFile = (folder: string): string => join(folder, 'ledger.txt')
export const dataFolder = (folder: string): string => join(folder, 'data')
export const databaseFile = (folder: string): string => join(dataFolder(folder), 'signalbox.db')

/** The process that is killed: a whole engine, asked over the channel that its parent gave it. */
export async function serve(folder: string, { leaseMs, sources }: ServeOptions = {}): Promise<void> {
  const ledger = ledgerKind(ledgerFile(folder))
  const engine = await createEngine({
    dataFolder: dataFolder(folder),
    version: '0.0.0',
    examplesFolder: null,
    workers: workersFrom(sources),
    extraKinds: [ledger.kind],
    leaseMs,
  })
  const { client } = engine
  const say = (reply: Reply) => {
    if (process.connected) process.send?.(reply)
  }
  const stop = async () => {
    await engine.stop()
    ledger.close()
    if (process.connected) process.disconnect()
  }
  const answering = new Answering(client, say)
  process.on('message', (message) => {
    const asked = request.parse(message)
    const answered = asked.ask === 'stop' ? stop() : answering.answer(asked)
    answered.catch((thrown: unknown) => {
      const { code, message: sentence } = toEngineError(thrown)
      say({ say: 'refused', id: 'id' in asked ? asked.id : -1, code, message: sentence })
    })
  })
  const saved = new Set((await client.pipelines.list()).items.map(({ name }) => name))
  for (const { name, text } of [...TORTURE_PIPELINES, RELAY]) if (!saved.has(name)) await client.pipelines.save({ text })
  say({ say: 'ready' })
}
