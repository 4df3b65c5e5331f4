import * as z from 'zod'
import type { Usage } from '../../contract/model'
import type { Egress } from '../../connectors/egress/egress'
import { readLimits } from '../../connectors/egress/limit-headers'
import { embedTexts } from '../../connectors/embeddings/embed-texts'
import type { Models } from '../../ports/models'
import type { StepContext, StepKind, StepOutcome } from '../../ports/step-kind'
import { defineStep } from '../define-step'
import { orFailedCall, usageOf, usageOutput } from '../model-call'
import { rosterLane } from '../roster-lane'
import { type EmbedConfig, embedConfig } from './embed-config'

export interface EmbedDeps {
  readonly models: Models
  readonly egress: Egress
}

const embedOutput = z.object({
  vectors: z.array(z.array(z.number())).describe('One for each text, in the same order; `vectors[0]` for a single `text`.'),
  dimensions: z.int().describe('How long each vector is; 0 when there were no texts.'),
  model: z.string().describe('Its name in the roster.'),
  usage: usageOutput,
})

export const embedStep = (deps: EmbedDeps): StepKind<EmbedConfig> =>
  defineStep({
    kind: 'embed',
    title: 'Embed texts',
    summary:
      'Turns texts into vectors with a model of the roster (OpenAI-compatible or Ollama; Anthropic offers no embeddings): texts of like meaning come to lie near each other, and `vector` finds them again. Many texts go in several requests, one after the other, and the vectors come in the order of the texts. A busy provider and a reply that breaks off are tried again as the retry policy says; a text that is too long for the model is a failure. Tokens and their price are counted also for what failed or was cancelled.',
    example: `- id: vectors
  uses: embed
  with:
    model: embeddings
    text: "\${{ inputs.document }}"`,
    config: embedConfig,
    output: embedOutput,
    defaults: { timeoutMs: 600_000, queue: 'medium', onLost: 'retry' },
    ...rosterLane({ of: 'model', key: 'model' }),
    run: (config, context) => orFailedCall(context, () => embed(deps, config, context)),
  })

async function embed({ models, egress }: EmbedDeps, config: EmbedConfig, context: StepContext): Promise<StepOutcome> {
  const model = await models.get(config.model)
  context.signal.throwIfAborted()
  const usages: Usage[] = []
  const vectors = await embedTexts(egress, {
    model,
    asked: { texts: config.texts ?? [config.text ?? ''], dimensions: config.dimensions },
    batchSize: config.batch_size,
    idempotencyKey: context.idempotencyKey,
    idleMs: config.idle_timeout_ms,
    signal: context.signal,
    now: () => context.now(),
    onReply: (reply) => context.learnt(readLimits(reply, context.now())),
    onUsage: (usage) => {
      usages.push(usage)
      context.used({ ...usage, model: model.name })
    },
  })
  return { kind: 'succeeded', output: { vectors, dimensions: vectors[0]?.length ?? 0, model: model.name, usage: usageOf(usages) } }
}
