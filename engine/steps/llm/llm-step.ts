import * as z from 'zod'
import type { Json } from '../../contract/json'
import { json } from '../../contract/json'
import type { Usage } from '../../contract/model'
import type { DocumentPool } from '../../connectors/documents/document-pool'
import type { Egress } from '../../connectors/egress/egress'
import { readLimits } from '../../connectors/egress/limit-headers'
import { askModel, type ModelReply } from '../../connectors/llm/ask-model'
import type { ChatMessage } from '../../connectors/llm/chat'
import { ModelFailure } from '../../connectors/llm/model-failure'
import type { Models, ReadyModel } from '../../ports/models'
import type { StepContext, StepKind, StepOutcome } from '../../ports/step-kind'
import { defineStep } from '../define-step'
import { orFailedCall, usageOf, usageOutput } from '../model-call'
import { rosterLane } from '../roster-lane'
import { firstQuestion, repairQuestion } from './conversation'
import { type LlmConfig, llmConfig, type ReplySchema } from './llm-config'
import { type ReadValue, readValue } from './read-value'

export interface LlmDeps {
  readonly models: Models
  readonly egress: Egress
  /** For replies that take a while to check. */
  readonly threads: DocumentPool
}

const llmOutput = z.object({
  text: z.string(),
  value: json.describe('What the JSON of the reply holds when there is a `schema`, else null.'),
  model: z.string().describe('Its name in the roster.'),
  finish: z.enum(['stop', 'length', 'other']).describe('length: the limit of tokens cut the reply.'),
  usage: usageOutput,
})

export const llmStep = ({ models, egress, threads }: LlmDeps): StepKind<LlmConfig> =>
  defineStep({
    kind: 'llm',
    title: 'Ask a model',
    summary:
      'Asks a model of the roster and gives out its reply, shown and logged as it comes. A reply counts only when the provider itself marks its end; what broke off, and a busy provider, is tried again as the retry policy says. With a `schema` the reply must be JSON that fits it: if not, the model is shown what is wrong and asked once more. Tokens and their price are counted also for what failed or was cancelled.',
    example: `- id: draft
  uses: llm
  with:
    model: fast-chat
    prompt: "Name three risks in this text: \${{ inputs.document }}"
    schema:
      type: object
      required: [risks]
      properties: { risks: { type: array, items: { type: string } } }`,
    config: llmConfig,
    output: llmOutput,
    defaults: { timeoutMs: 600_000, queue: 'medium', onLost: 'retry' },
    ...rosterLane({ of: 'model', key: 'model' }),
    run: async (config, context) => {
      const model = await models.get(config.model)
      context.signal.throwIfAborted()
      return orFailedCall(context, () => new Conversation({ model, egress, threads }, config, context).run())
    },
  })

/** What one attempt asks of a model: a question, and when its reply does not fit the schema a second one. */
class Conversation {
  readonly #usages: Usage[] = []
  #calls = 0
  /** Until the provider says that it cannot be told. */
  #tellsSchema = true

  constructor(
    readonly deps: Omit<LlmDeps, 'models'> & { readonly model: ReadyModel },
    readonly config: LlmConfig,
    readonly context: StepContext,
  ) {}

  async run(): Promise<StepOutcome> {
    const { schema } = this.config
    // Whether a large one can be used at all is to be known before a model is paid for.
    if (schema?.check === null) await this.deps.threads.check(null, { schema: schema.schema, rows: null }, this.context.signal)
    const question = firstQuestion(this.config)
    const reply = await this.#ask(question)
    if (schema === undefined) return this.#succeeded(reply, null)
    const first = await this.#read(reply, schema)
    if ('value' in first) return this.#succeeded(reply, first.value)
    this.context.log('warn', `The reply does not fit the schema (${first.faults.slice(0, 3).join('; ')}); the model is asked once more.`)
    const again = await this.#ask(repairQuestion(question, reply.text, first.faults))
    const second = await this.#read(again, schema)
    return 'value' in second ? this.#succeeded(again, second.value) : this.#unfit(again, second.faults)
  }

  async #ask(messages: readonly ChatMessage[]): Promise<ModelReply> {
    try {
      return await this.#askOnce(messages)
    } catch (thrown) {
      if (!this.#tellsSchema || this.config.schema === undefined || !isAboutFormat(thrown)) throw thrown
      // The schema stands in the question, too, and the reply is checked against it in any case.
      this.#tellsSchema = false
      return this.#askOnce(messages)
    }
  }

  #askOnce(messages: readonly ChatMessage[]): Promise<ModelReply> {
    const { config, context } = this
    const { model, egress } = this.deps
    const key = context.idempotencyKey
    return askModel(egress, {
      model,
      chat: { messages, temperature: config.temperature, maxTokens: config.max_tokens, schema: this.#tellsSchema ? config.schema?.schema : undefined },
      idempotencyKey: this.#calls++ === 0 ? key : `${key}.${this.#calls}`,
      idleMs: config.idle_timeout_ms,
      signal: context.signal,
      now: () => context.now(),
      onReply: (reply) => context.learnt(readLimits(reply, context.now())),
      onText: (text) => context.stream(text),
      onUsage: (usage) => {
        this.#usages.push(usage)
        context.used({ ...usage, model: model.name })
      },
    })
  }

  async #read(reply: ModelReply, schema: ReplySchema): Promise<ReadValue> {
    const read = await readValue(reply.text, schema, this.deps.threads, this.context.signal)
    if ('value' in read || reply.finish !== 'length') return read
    throw new ModelFailure(
      'model_reply_invalid',
      `The limit of tokens cut the reply of the model "${this.deps.model.name}" before its JSON was complete; allow more with \`max_tokens\`.`,
      {
        details: { reply: clipped(this.context.mask(reply.text)) },
      },
    )
  }

  #succeeded({ text, finish }: ModelReply, value: Json): StepOutcome {
    if (finish === 'length') this.context.log('warn', 'The limit of tokens cut the reply; more can be allowed with `max_tokens`.')
    return { kind: 'succeeded', output: { text, value, model: this.deps.model.name, finish, usage: usageOf(this.#usages) } }
  }

  #unfit({ text }: ModelReply, faults: readonly string[]): StepOutcome {
    throw new ModelFailure(
      'model_reply_invalid',
      `The reply of the model "${this.deps.model.name}" does not fit the schema, also when asked again: ${faults.join('; ')}.`,
      {
        details: { findings: [...faults], reply: clipped(this.context.mask(text)) },
      },
    )
  }
}

/** Refused for the sake of a schema, which older and smaller servers do not take. */
const isAboutFormat = (thrown: unknown): boolean =>
  thrown instanceof ModelFailure &&
  thrown.code === 'model_refused' &&
  (thrown.details?.['status'] === 400 || thrown.details?.['status'] === 422) &&
  /response_?format|json_?schema|\bformat\b/i.test(thrown.message)

const MAX_SHOWN = 4000
const clipped = (text: string): string => (text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text)
