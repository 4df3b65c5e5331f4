import type { JsonObject } from '../../../contract/json'
import { INPUT_TYPES, NEED_OUTCOMES } from '../../../contract/pipeline'
import { LIMITS } from '../limits'
import { OVERLAPS } from '../spec'
import { QUEUE_NAME } from '../../../contract/queue'
import { DEFAULT_QUEUES } from '../../queues/default-queues'

const text = (description: string): JsonObject => ({ type: 'string', description })

const oneOf = (description: string, options: readonly string[]): JsonObject => ({ enum: [...options], description })

const closed = (description: string, properties: JsonObject, required: readonly string[] = []): JsonObject => ({
  type: 'object',
  description,
  properties,
  required: [...required],
  additionalProperties: false,
})

const identifier = (description: string): JsonObject => ({ ...text(description), pattern: '^[A-Za-z_][A-Za-z0-9_]*$' })

/** `0`, or amounts with units. The pattern is a little wider than what the parser takes. */
const duration = (description: string): JsonObject => ({
  description,
  anyOf: [{ type: 'string', pattern: '^(0|([0-9]+(\\.[0-9]+)?(d|h|ms|m|s))+)$' }, { const: 0 }],
})

const retry = closed('How often and how far apart an attempt is tried again.', {
  attempts: { type: 'integer', minimum: 1, maximum: LIMITS.attempts, description: 'Tries in all, the first included; 1 means no retry.' },
  backoff: oneOf('Whether the wait doubles with each try.', ['exponential', 'fixed']),
  delay: duration('The wait before the second try.'),
  max: duration('The longest wait.'),
  jitter: oneOf('`full` waits a random part of the time, so that many runs do not try again at once.', ['full', 'none']),
})

const policies: JsonObject = {
  queue: {
    description: 'The queue in which attempts wait for a worker: one of those that are always there, or one that was added.',
    anyOf: [{ enum: Object.keys(DEFAULT_QUEUES) }, { type: 'string', pattern: QUEUE_NAME.source }],
  },
  timeout: duration('The longest that one attempt may take, such as `30s` or `1h30m`.'),
  retry,
}

const input: JsonObject = closed('One input of the pipeline.', {
  type: oneOf('What kind of value it takes; `string` unless given.', INPUT_TYPES),
  required: { type: 'boolean', description: 'Whether a run must be given it.' },
  default: { description: 'What it is when it is not given.' },
  description: text('What it is for; shown in the form.'),
  options: { type: 'array', minItems: 1, maxItems: LIMITS.options, description: 'The only values it takes.' },
})

const need: JsonObject = {
  anyOf: [
    identifier('The id of a step.'),
    closed(
      'A step, and how it must end.',
      {
        step: identifier('The id of a step.'),
        on: {
          type: 'array',
          minItems: 1,
          items: { enum: [...NEED_OUTCOMES] },
          description: 'The endings that let this step run; `succeeded` and `skipped` unless given.',
        },
      },
      ['step'],
    ),
  ],
}

const map: JsonObject = closed(
  'Runs the step once for each item of a list, and joins the outputs in order. `item` and `index` are known in `with` and in `cache.key`.',
  {
    over: text('An expression that gives a list, without `${{ }}`.'),
    max_parallel: { type: 'integer', minimum: 1, maximum: LIMITS.maxParallel, description: 'How many items run at once; 8 unless given.' },
    on_item_error: oneOf('`fail`: the first item that fails for good fails the step. `continue`: its place in the output is null.', ['fail', 'continue']),
  },
  ['over'],
)

const cache: JsonObject = closed(
  'Uses what the step gave out before instead of doing the same again: the same kind with the same `with` and the same key.',
  {
    key: text('Decides, with `with`, what counts as the same; may hold `${{ }}`. Change it to begin anew.'),
    ttl: duration('How long an output is used; `1d` unless given.'),
  },
  ['key'],
)

export const STEP_ID: JsonObject = identifier('Unique in the file; other steps name it in `needs` and in expressions.')

/** A step, but for its id, and the `uses` and `with` that depend on the kinds there are. */
export const STEP_PROPERTIES: JsonObject = {
  name: text('For people; the id unless given.'),
  needs: { type: 'array', maxItems: LIMITS.needs, items: need, description: 'The steps that must end before this one starts.' },
  if: { type: ['string', 'boolean'], description: 'An expression, without `${{ }}`; the step is skipped when it is false.' },
  map,
  cache,
  ...policies,
  on_lost: oneOf('What to do when an attempt died with its worker and nobody knows how far it came; ask: a person decides.', ['retry', 'fail', 'ask']),
}

export const FILE_PROPERTIES: JsonObject = {
  name: text('What the pipeline is called; unique among pipelines.'),
  description: text('What it does, in a sentence.'),
  version: { type: ['string', 'number'], description: 'Free text for people. The engine numbers versions itself.' },
  inputs: { type: 'object', additionalProperties: input, propertyNames: { pattern: '^[A-Za-z_][A-Za-z0-9_]*$' }, description: 'What a run is given, by name.' },
  defaults: closed('What steps share unless they say otherwise.', policies),
  concurrency: closed(
    'How many runs of the pipeline go on at once.',
    {
      limit: { type: 'integer', minimum: 1, maximum: LIMITS.concurrency, description: 'Runs of one group that go on at the same time.' },
      group: text('Runs for which this comes to the same text are a group; `${{ }}` may name inputs. All runs of the pipeline unless given.'),
      overlap: oneOf(
        '`queue`: a run that finds no place waits. `skip`: it ends at once, cancelled. `cancel_oldest`: the oldest run of the group is cancelled.',
        OVERLAPS,
      ),
    },
    ['limit'],
  ),
  outputs: { type: 'object', description: 'What a successful run gives out; `${{ }}` may name any step.' },
}
