import { MAX_CHARACTERS, MAX_ITEMS, MAX_STEPS } from '../engine/core/pipelines/cel/budget'
import { MAX_SOURCE } from '../engine/core/pipelines/cel/parse-cel'
import { EXPRESSION_REFERENCE } from '../engine/core/pipelines/expressions'
import { MAX_RENDERED } from '../engine/core/pipelines/rendered-size'
import { code, fence, GENERATED_NOTE, page, table } from './reference/markdown'
import { grouped } from './reference/schema-words'

const ABOUT = `Expressions are [CEL](https://cel.dev) over plain JSON. They read what is there and calculate; they cannot loop without end, and reach neither
the machine nor the network.

They stand in two ways. \`if\` and \`map.over\` are expressions as they are. Everywhere else in \`with\` and in \`outputs\` they stand in \`\${{ }}\`: a text
that is exactly one \`\${{ }}\` becomes the value itself, whatever its type; inside a longer text the value is written out, lists and maps as
compact JSON. Keys are never expressions.`

const EXAMPLE = `if: steps.fetch.output.exit_code == 0 && size(inputs.names) > 0
with:
  input: "\${{ steps.fetch.output }}"                       # the whole output, a map
  path: "\${{ run.folder }}/\${{ item.name }}-\${{ index }}.txt"  # a text made of several
  title: "\${{ default(steps.parse.output.title, 'untitled') }}"`

/** Each is compiled by a test. */
export const NAMES: readonly { readonly expression: string; readonly meaning: string }[] = [
  { expression: 'inputs.city', meaning: 'An input, with its default filled in; null when it was not given and has none.' },
  { expression: 'steps.fetch.output', meaning: 'What the step gave out; null when it was skipped or failed. Of a mapped step, one output for each item.' },
  { expression: 'steps.fetch.status', meaning: '`succeeded`, `failed` or `skipped`.' },
  { expression: 'steps.fetch.error', meaning: 'null, or `{ code, message, details }`.' },
  { expression: 'steps.fetch.errors', meaning: 'Of a mapped step that succeeded: for each item null, or `{ code, message }`.' },
  { expression: 'item', meaning: 'In the `with` and the `cache.key` of a mapped step: its value in the list.' },
  { expression: 'index', meaning: 'Likewise: its place in the list, from 0, by which screens and the command line name it, too.' },
  { expression: 'run.id', meaning: "The run's id." },
  { expression: 'run.externalId', meaning: 'What people call the run: `SBX-12`.' },
  { expression: 'run.folder', meaning: "The run's own folder. What is written there is shown with the run." },
  { expression: 'run.startedAt', meaning: 'When it started, in milliseconds since 1970 (UTC).' },
  { expression: 'run.error.message', meaning: 'In the steps of `on_failure`: what the run failed of, as a sentence; `run.error.code`, and the first step that failed, `run.error.step`.' },
  { expression: 'pipeline.name', meaning: 'The name of the pipeline.' },
  { expression: 'pipeline.version', meaning: 'The number of the version that runs.' },
  { expression: 'pipeline.folder', meaning: 'The folder where relative paths start.' },
  { expression: 'secrets.API_KEY', meaning: 'A secret, by itself and only where the kind of step takes secrets: see below.' },
]

const OPERATORS: readonly (readonly [string, string])[] = [
  ['`==` `!=`', 'Equal by content, of any two values; values of different types are never equal.'],
  ['`<` `<=` `>` `>=`', 'Between two numbers or two texts.'],
  ['`+`', 'Adds numbers, joins lists; with a text on either side it joins both as text.'],
  ['`-` `*` `/` `%`', 'Between numbers: `5 / 2` is `2.5`.'],
  ['`&&` `||` `!`', 'Between true and false. A side that decides forgives a failure of the other.'],
  ['`in`', 'Whether a list has the item, a map the key, or a text the part.'],
  ['`a ? b : c`', 'One or the other.'],
  ['`x.name` `x["name"]` `x[0]`', 'What a map or a list holds there. What is not there is a failure: ask with `has`, or use `default`.'],
  ['`[1, 2]` `{"a": 1}`', 'A list, a map. The keys of maps are text.'],
]

const ON_TYPES = `Values are those of JSON: null, true and false, numbers, text, lists and maps. Numbers are doubles, so whole numbers are exact up to
9,007,199,254,740,991. \`if\` must give true or false, \`map.over\` a list. A result that is not finite is a failure.

An expression that fails fails its attempt with \`expression_failed\`; a wrong name, function or step is found when the file is checked.
A step may only name steps that it needs, directly or through others; those of \`on_failure\` may name every step of \`steps\`, too. \`concurrency.group\` may name inputs only.`

const ON_SECRETS = `\`\${{ secrets.NAME }}\` stands for a secret of the vault: as a whole text, or inside a longer one. It cannot be calculated with, and may stand only
in those parts of \`with\` for which the [kind of step](step-kinds.md) takes secrets; not in \`if\`, \`map.over\`, \`outputs\` or the default of an input. The value is
put in just before the step runs: inputs are stored and shown with the name. A secret that is not there fails the attempt with \`secret_not_found\`.`

const ON_FUNCTIONS = `\`f(a, b)\` may also be written \`a.f(b)\`. CEL's own \`matches\` is refused, because some patterns would never end; \`matchesRe2\` takes its place.`

const LIMITS = `An expression has at most ${grouped(MAX_SOURCE)} characters. What it makes has at most ${grouped(MAX_ITEMS)} items in a list and ${grouped(MAX_CHARACTERS)} characters as JSON.

Evaluating it takes at most ${grouped(MAX_STEPS)} *evaluation steps*, all expressions of a step's \`with\` together. Every name, value, key, operator and call
that is evaluated is one, in \`map\` and its like for each item anew. Long texts and large values count, too: 64 characters that are looked through are one, and so are
two values that are gone through. To make a record of three values of each of 50,000 rows takes 800,000 of them; of ten values, 2,600,000; \`parseJson(json(rows))\`, with ten values
in a row, 2,100,000.

The engine does nothing else while it evaluates, hence the bound: all of these steps take a tenth to a third of a second, and two thirds at the worst, on a usual
computer. What needs more of them belongs in a \`script\` step, which runs beside the engine, or in a step with \`map\`, which takes a list a part at a time.

All \`\${{ }}\` of a step's \`with\` come to at most ${MAX_RENDERED / 1024 / 1024} MiB as JSON; what stands there several times counts each time. What is larger is written to a file, and the file's path
handed on.`

export function expressionsText(): string {
  return page([
    GENERATED_NOTE,
    '# Expressions',
    ABOUT,
    fence('yaml', EXAMPLE),
    '## Names',
    table(
      ['name', 'is'],
      NAMES.map(({ expression, meaning }) => [code(expression), meaning]),
    ),
    '## Secrets',
    ON_SECRETS,
    '## Operators',
    table(['operator', 'does'], OPERATORS),
    '## Functions',
    ON_FUNCTIONS,
    table(
      ['function', 'gives', 'example'],
      EXPRESSION_REFERENCE.map(({ signature, summary, example, result }) => [code(signature), summary, `${code(example)} → ${code(result)}`]),
    ),
    '## Values and failures',
    ON_TYPES,
    '## Limits',
    LIMITS,
  ])
}
