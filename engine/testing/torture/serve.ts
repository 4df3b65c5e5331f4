import { join } from 'node:path'
import { isRunOver } from '../../core/runs/run-state'
import { toEngineError } from '../../core/shared/engine-error'
import { createEngine } from '../../host/create-engine'
import { noteOf } from './event-note'
import { ledgerKind } from './ledger'
import { request, type Reply, type Request } from './messages'
import { RELAY, TORTURE_PIPELINES } from './pipelines'

export const ledgerFile = (folder: string): string => join(folder, 'ledger.txt')
export const dataFolder = (folder: string): string => join(folder, 'data')

/** The process that is killed: a whole engine, asked over the channel that its parent gave it. */
export async function serve(folder: string): Promise<void> {
  const ledger = ledgerKind(ledgerFile(folder))
  const unused = 'no step of these pipelines starts a thread'
  const engine = await createEngine({
    dataFolder: dataFolder(folder),
    version: '0.0.0',
    examplesFolder: null,
    workers: { script: unused, document: unused },
    extraKinds: [ledger.kind],
  })
  const { client } = engine
  const say = (reply: Reply) => {
    if (process.connected) process.send?.(reply)
  }

  const follow = async (runId: string, afterSeq: number) => {
    for await (const batch of await client.runs.watch({ runId, afterSeq })) {
      const last = batch.findLast((event) => event.type === 'run.changed' && isRunOver(event.status))
      say({
        say: 'news',
        runId,
        events: batch.map((event) => ({ seq: event.seq, text: noteOf(event) })),
        ended: last?.type === 'run.changed' ? last.status : null,
      })
    }
  }
  const answer = async (asked: Request): Promise<void> => {
    switch (asked.ask) {
      case 'start': {
        const { runId } = await client.runs.start({ pipeline: asked.pipeline, input: asked.input, idempotencyKey: asked.key })
        return say({ say: 'done', id: asked.id, runId })
      }
      case 'cancel': {
        await client.runs.cancel({ runId: asked.runId })
        return say({ say: 'done', id: asked.id, runId: asked.runId })
      }
      case 'follow':
        return follow(asked.runId, asked.afterSeq)
      case 'stop':
        await engine.stop()
        ledger.close()
        process.disconnect()
    }
  }
  process.on('message', (message) => {
    const asked = request.parse(message)
    answer(asked).catch((thrown: unknown) => {
      const { code, message: sentence } = toEngineError(thrown)
      say({ say: 'refused', id: 'id' in asked ? asked.id : -1, code, message: sentence })
    })
  })
  for (const { text } of [...TORTURE_PIPELINES, RELAY]) await client.pipelines.save({ text })
  say({ say: 'ready' })
}
