import type { EngineClient } from '../../client/create-client'
import type { RunEvent } from '../../contract/events'
import { isRunOver } from '../../core/runs/run-state'
import { noteOf } from './event-note'
import type { NewsItem, Preparation, Reply, Request } from './messages'

/** Does what the driver asks, and says what came of it. Whatever is refused is thrown. */
export class Answering {
  readonly #client: EngineClient
  readonly #say: (reply: Reply) => void

  constructor(client: EngineClient, say: (reply: Reply) => void) {
    this.#client = client
    this.#say = say
  }

  async answer(asked: Exclude<Request, { ask: 'stop' }>): Promise<void> {
    if (asked.ask === 'follow') return this.#follow(asked.runId, asked.afterSeq)
    const of = await this.#perform(asked)
    this.#say({ say: 'done', id: asked.id, of })
  }

  /** Answers with the id of what it was about. */
  async #perform(asked: Exclude<Request, { ask: 'stop' | 'follow' }>): Promise<string> {
    const { runs, approvals } = this.#client
    switch (asked.ask) {
      case 'prepare':
        await this.#prepare(asked.preparation)
        return ''
      case 'start':
        return (await runs.start({ pipeline: asked.pipeline, input: asked.input, idempotencyKey: asked.key, priority: asked.priority })).runId
      case 'retry':
        return (await runs.retry({ run: asked.run, idempotencyKey: asked.key })).runId
      case 'rerun':
        return (await runs.rerun({ run: asked.run, from: asked.from, idempotencyKey: asked.key })).runId
      case 'cancel':
        await runs.cancel({ runId: asked.runId })
        return asked.runId
      case 'pause':
        await runs.pause({ runId: asked.runId })
        return asked.runId
      case 'resume':
        await runs.resume({ runId: asked.runId })
        return asked.runId
      case 'answer':
        await approvals.answer({ approvalId: asked.approvalId, approve: asked.approve })
        return asked.approvalId
    }
  }

  async #prepare({ pipelines, queues, services, history }: Preparation): Promise<void> {
    if (history !== undefined) await this.#client.settings.save({ ...(await this.#client.settings.get()), history })
    for (const queue of queues) await this.#client.queues.save(queue)
    for (const service of services) await this.#client.services.save({ service })
    for (const text of pipelines) await this.#client.pipelines.save({ text })
  }

  async #follow(runId: string, afterSeq: number): Promise<void> {
    for await (const batch of await this.#client.runs.watch({ runId, afterSeq })) {
      const last = batch.findLast((event) => event.type === 'run.changed' && isRunOver(event.status))
      this.#say({ say: 'news', runId, events: batch.map(newsOf), ended: last?.type === 'run.changed' ? last.status : null })
    }
  }
}

const newsOf = (event: RunEvent): NewsItem => ({
  seq: event.seq,
  text: noteOf(event),
  ...(event.type === 'approval.asked' && { asked: { approvalId: event.approvalId, purpose: event.purpose } }),
})
