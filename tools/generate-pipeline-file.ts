import { MAX_PIPELINE_TEXT } from '../engine/contract/api/pipelines'
import { INLINE_BYTES } from '../engine/contract/content'
import type { JsonObject } from '../engine/contract/json'
import { LIMITS } from '../engine/core/pipelines/limits'
import { pipelineJsonSchema } from '../engine/core/pipelines/pipeline-json-schema'
import { DEFAULT_NEED_OUTCOMES } from '../engine/core/pipelines/spec'
import { DEFAULT_QUEUES } from '../engine/core/queues/default-queues'
import { DEFAULT_RETRY } from '../engine/core/retries/retry-policy'
import { MAX_LOST_ATTEMPTS } from '../engine/core/runs/plan-next'
import { formatDuration, MAX_DURATION_MS } from '../engine/core/shared/duration'
import { MAX_OUTPUT_BYTES, type StepKinds } from '../engine/ports/step-kind'
import { MAX_MAP_ITEMS } from '../engine/runtime/store-items'
import { listAt, objectAt } from './reference/json-schema'
import { code, fence, GENERATED_NOTE, page, table } from './reference/markdown'
import { PROBLEM_CODES } from './reference/problem-codes'
import { inputTable, rowsOf } from './reference/schema-rows'
import { grouped } from './reference/schema-words'
import { withStepKinds } from './reference/step-kinds'

const ABOUT = `A pipeline is one file of YAML 1.2, or the same as JSON. [The guide](../guide/README.md) introduces it; here is all of it. Editors
complete it with the JSON Schema in [resources/pipeline.schema.json](../../resources/pipeline.schema.json).`

const EXAMPLE = `name: word_count
description: Counts the words of text files
inputs:
  pattern: { type: string, default: "*.txt", description: Which files of this folder }
defaults: { timeout: 30s, retry: { attempts: 2 } }
steps:
  - id: files
    uses: file
    with: { action: glob, patterns: "\${{ inputs.pattern }}" }
  - id: count
    uses: shell
    needs: [files]
    if: steps.files.output.count > 0
    map: { over: steps.files.output.files, max_parallel: 4, on_item_error: continue }
    with: { command: [wc, -w, "\${{ item.path }}"] }
outputs:
  lines: "\${{ steps.count.output.filter(x, x != null).map(x, trim(x.stdout)) }}"`

const ON_NEEDS = `A need is the id of a step, or a map. A step starts when all that it needs has ended in one of the ways asked for; otherwise it is skipped.
A step that was skipped because something before it failed does not count as \`skipped\` for \`[${DEFAULT_NEED_OUTCOMES.join(', ')}]\`: the skip is passed on. \`on: [failed]\`
runs a step only after a failure, \`on: [succeeded, failed, skipped]\` in any case. A run in which a step failed has failed, whatever ran after it.`

const ON_MAP = `The list is read once, before the first item. \`if\` is decided once, for the step. \`steps.<id>.output\` of a mapped step is the list of its
items' outputs in the order of the list, \`null\` where an item failed; \`steps.<id>.errors\` has that item's \`{ code, message }\`, else \`null\`. With
\`on_item_error: fail\` items that run are let end; those that wait for anything are given up, and none is begun any more.`

const ON_FAILURE = `\`on_failure\` is a list of steps like any other. They run once, when all of \`steps\` (and \`outputs\`) have ended and one of them has failed; otherwise
they end as skipped. They need each other only; expressions in them may name every step, and \`run.error\`. A cancel ends them, or keeps them from running. The run has
failed all the same, with what it failed of first, whatever they come to. They do not count among a run's steps.`

const ON_CONCURRENCY = `A run that finds no place in its group is stored all the same: with \`queue\` it waits, and gets the next place that becomes free when it is the most
urgent (\`priority\`), of these the oldest. With \`skip\` it ends at once as cancelled, with the code \`run_skipped\`. With \`cancel_oldest\` the oldest run of the group
is cancelled, and the new one begins when that is over. A paused run keeps its place; one that waits is passed over while it is paused.`

const ON_OUTPUTS = `\`outputs\` becomes the run's output when each step that no other needs has succeeded, or was skipped without a failure before it. It may name
any step; the output of a skipped step is \`null\`.`

const ON_YAML = `Anchors and aliases work. Merge keys (\`<<\`), tags (\`!\`), doubled keys and a second document are refused. \`yes\`, \`no\`, \`on\` and \`off\` are plain
text, as YAML 1.2 says.`

const ON_WORDS = `A *name* has letters, digits and underscores, and starts with none of the digits. A *duration* is \`0\`, or amounts with units, large before small: \`500ms\`, \`30s\`, \`5m\`, \`1h30m\`, \`2d\`, \`1.5h\`.
A \`timeout\` is 24 days at most, the waits of \`retry\` a day, a \`wait\` step ${formatDuration(MAX_DURATION_MS).replace('d', ' days')}.`

const nameWords = (name: string): string => (name === 'step' ? 'map' : '')

export const pipelineFileText = (): Promise<string> => withStepKinds(pageOf)

function pageOf(kinds: StepKinds): string {
  const file = pipelineJsonSchema(kinds)
  const step = objectAt(file, 'definitions', 'step')
  const inside = (...path: readonly string[]) => objectAt(step, 'properties', ...path)
  return page([
    GENERATED_NOTE,
    '# The pipeline file',
    ABOUT,
    fence('yaml', EXAMPLE),
    ON_WORDS,
    ...section(
      'The file',
      file,
      'The name of a pipeline has letters, digits, spaces and `_ . -`. A file with the name of another pipeline becomes a new version of that one.',
    ),
    ...section('An input', objectAt(file, 'properties', 'inputs', 'additionalProperties'), 'An input that is neither given nor has a default is `null`.'),
    ...section(
      'A step',
      step,
      'What stands in `with` depends on [the kind](step-kinds.md). `queue` and `timeout` come from the step, else from `defaults`, else from the kind; `retry`, key by key, from the step, else from `defaults`.',
    ),
    ...section('needs', listAt(inside('needs', 'items'), 'anyOf')[1] ?? {}, ON_NEEDS),
    ...section('map', inside('map'), ON_MAP),
    ...section('retry', inside('retry'), retryWords()),
    '## on_failure',
    ON_FAILURE,
    ...section('concurrency', objectAt(file, 'properties', 'concurrency'), ON_CONCURRENCY),
    '## outputs',
    ON_OUTPUTS,
    '## Queues',
    'Attempts wait in queues; a queue runs so many at the same time, over all runs.',
    queueTable(),
    '## YAML',
    ON_YAML,
    '## Limits',
    table(['what', 'at most'], limits()),
    '## Problems',
    'What can be wrong with a file. An error keeps it from being stored; a warning does not.',
    problemTable(),
  ])
}

const section = (title: string, schema: JsonObject, words: string): readonly string[] => [
  `## ${title}`,
  inputTable(rowsOf(schema, { deep: false }), { name: nameWords, inline: false }),
  words,
]

const retryWords = (): string =>
  `Unless given: \`attempts: ${DEFAULT_RETRY.attempts}\`, \`backoff: ${DEFAULT_RETRY.backoff}\`, \`delay: ${formatDuration(DEFAULT_RETRY.delayMs)}\`, \`max: ${formatDuration(DEFAULT_RETRY.maxMs)}\`, \`jitter: ${DEFAULT_RETRY.jitter}\`. Only failures that trying again can mend are tried again: those that [errors](../errors.md) marks so, and what the kind says of its own. An attempt that was lost with its worker does not use up a try; after ${MAX_LOST_ATTEMPTS} losses the step fails.`

const queueTable = (): string =>
  table(
    ['queue', 'at the same time'],
    Object.entries(DEFAULT_QUEUES).map(([name, places]) => [code(name), String(places)]),
  )

const limits = (): readonly (readonly string[])[] => MOSTS.map(([what, most]) => [what, grouped(most)])

const MOSTS: readonly (readonly [what: string, most: number])[] = [
  ['Characters of a file', MAX_PIPELINE_TEXT],
  ['Values of a file, with what aliases repeat', LIMITS.nodes],
  ['Levels of nesting', LIMITS.depth],
  ['Aliases', LIMITS.aliases],
  ['Steps', LIMITS.steps],
  ['Steps of `on_failure`', LIMITS.onFailure],
  ['Runs of a group at once', LIMITS.concurrency],
  ['Needs of a step', LIMITS.needs],
  ['Inputs', LIMITS.inputs],
  ['Options of an input', LIMITS.options],
  ['Characters of a name or id', LIMITS.name],
  ['Tries of a step', LIMITS.attempts],
  ['Items of a mapped step', MAX_MAP_ITEMS],
  ['`max_parallel` of a mapped step', LIMITS.maxParallel],
  ['Bytes of an output, as JSON', MAX_OUTPUT_BYTES],
  ['Bytes of a value kept in the database; larger ones are artifacts', INLINE_BYTES],
  ['Problems told at once', LIMITS.problems],
]

const problemTable = (): string =>
  table(
    ['code', 'means'],
    Object.entries(PROBLEM_CODES).map(([name, meaning]) => [code(name), meaning]),
  )
