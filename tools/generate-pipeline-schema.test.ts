import Ajv from 'ajv'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { parsePipeline } from '../engine/core/pipelines/parse-pipeline'
import { pipelineJsonSchema } from '../engine/core/pipelines/pipeline-json-schema'
import { createIdleStepKinds } from '../engine/steps/idle-step-kinds'

const UNUSED = 'unused'
const { kinds } = createIdleStepKinds({ script: UNUSED, document: UNUSED })
const validate = new Ajv({
  strict: true,
  allowUnionTypes: true,
  strictTuples: false,
  strictTypes: false,
  strictRequired: false,
  validateFormats: false,
}).compile(pipelineJsonSchema(kinds))

const judged = (text: string) => ({ parser: parsePipeline(text, kinds).spec !== null, schema: validate(parse(text)) })

const file = (step: string, top = '') => `name: p\n${top}\nsteps:\n  - { id: a, ${step} }`
const wait = 'uses: wait, with: { for: 1s }'

describe('the schema of a pipeline file', () => {
  it.each(
    [...kinds.values()].map((kind) => [
      kind.kind,
      `name: p\nsteps:\n${kind.example
        .trim()
        .replace(/^(?!- )/, '- ')
        .replaceAll(/^/gm, '  ')}`,
    ]),
  )('takes the example of %s, as the parser does', (_kind, text) => {
    expect(
      parsePipeline(text, kinds).problems.filter((problem) => !['unknown_step', 'unknown_need', 'unknown_input', 'not_upstream'].includes(problem.code)),
    ).toEqual([])
    expect(validate(parse(text))).toBe(true)
  })

  it.each([
    file(`${wait}, needs: [], if: true, queue: heavy, timeout: 1h30m, on_lost: fail, name: N`),
    file(`${wait}, retry: { attempts: 3, delay: 0, max: 1.5s, backoff: fixed, jitter: none }`),
    file(`${wait}, map: { over: "[1]", max_parallel: 2, on_item_error: continue }`),
    file(
      wait,
      'version: 1\ndescription: d\ninputs: { x: { type: integer, default: 1, options: [1, 2], description: d, required: false } }\ndefaults: { timeout: 5s, retry: {} }\noutputs: { y: 1 }',
    ),
    file('uses: wait, with: { for: "${{ 1 }}" }'),
  ])('takes what the parser takes: %j', (text) => {
    expect(judged(text)).toEqual({ parser: true, schema: true })
  })

  it.each([
    'name: p',
    'steps: []\nname: p',
    file('uses: nosuch'),
    file('uses: wait, with: { fro: 1s }'),
    file(`${wait}, neds: []`),
    file(`${wait}, timeout: 30`),
    file(`${wait}, retry: { attempts: 0 }`),
    file(`${wait}, map: {}`),
    file(wait, 'budget: {}'),
    file(wait, 'inputs: { x: { type: text } }'),
  ])('refuses what the parser refuses: %j', (text) => {
    expect(judged(text)).toEqual({ parser: false, schema: false })
  })
})
