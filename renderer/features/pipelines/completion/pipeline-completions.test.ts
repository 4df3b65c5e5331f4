import { describe, expect, it } from 'vitest'
import { type CompletionKnowledge, pipelineCompletions } from './pipeline-completions'
import { placeAt } from './yaml-place'

const known: CompletionKnowledge = {
  queues: ['default', 'heavy', 'binding'],
  kinds: [
    {
      kind: 'shell',
      title: 'Run a command',
      summary: 'Runs it.',
      example: '',
      schema: {
        type: 'object',
        required: ['command'],
        properties: { command: { type: 'string', description: 'What to run.' }, env: { type: 'object' }, shell: { type: 'boolean' } },
      },
    },
    {
      kind: 'file',
      title: 'Work with files',
      summary: 'Does it.',
      example: '',
      schema: {
        oneOf: [
          { type: 'object', required: ['action', 'path'], properties: { action: { const: 'read' }, path: { type: 'string' } } },
          { type: 'object', required: ['action', 'from', 'to'], properties: { action: { const: 'copy' }, from: { type: 'string' }, to: { type: 'string' } } },
        ],
      },
    },
    { kind: 'wait', title: 'Wait', summary: 'Waits.', example: '', schema: { type: 'object', properties: { for: { type: 'string' } } } },
  ],
  schema: {
    type: 'object',
    required: ['name', 'steps'],
    properties: {
      name: { type: 'string' },
      description: { type: 'string', description: 'One sentence.' },
      steps: { type: 'array', items: { $ref: '#/$defs/step' } },
      on_failure: { type: 'array', items: { $ref: '#/$defs/step' } },
    },
    $defs: {
      step: {
        type: 'object',
        required: ['id', 'uses'],
        properties: {
          id: { type: 'string' },
          uses: { type: 'string' },
          needs: { type: 'array' },
          with: { type: 'object' },
          if: { type: 'string' },
          on_lost: { enum: ['retry', 'fail'] },
          queue: { anyOf: [{ enum: ['default'] }, { type: 'string' }] },
          retry: { type: 'object', properties: { attempts: { type: 'integer' }, jitter: { enum: ['full', 'none'] } } },
        },
      },
    },
  },
  steps: [
    { id: 'collect', uses: 'file', mapped: false, onFailure: false, needs: [] },
    { id: 'parse', uses: 'file', mapped: true, onFailure: false, needs: [{ step: 'collect' }] },
    { id: 'report', uses: 'file', mapped: false, onFailure: false, needs: [{ step: 'parse' }] },
    { id: 'keep', uses: 'file', mapped: false, onFailure: true, needs: [] },
    { id: 'tell', uses: 'wait', mapped: false, onFailure: true, needs: [{ step: 'keep' }] },
  ],
  inputs: [{ name: 'folder', type: 'string', description: 'Where the notes lie' }],
}

/** The cursor stands at the bar. */
const offered = (text: string, explicit = true) => {
  const at = text.indexOf('|')
  return pipelineCompletions({ text: text.replace('|', ''), at, explicit }, known)?.options.map(({ label }) => label) ?? null
}

describe('keys', () => {
  it('offers what is missing at the top, required keys first', () => {
    expect(offered('description: x\n|')).toEqual(['name', 'steps', 'on_failure'])
  })

  it('offers keys of a step, not those it has', () => {
    expect(offered('steps:\n  - id: a\n    uses: shell\n    w|\n    needs: []')).toEqual(['with', 'if', 'on_lost', 'queue', 'retry'])
    expect(offered('steps:\n- id: a\n  |')).toEqual(['uses', 'needs', 'with', 'if', 'on_lost', 'queue', 'retry'])
    expect(offered('steps:\n  - |')).toContain('id')
  })

  it("offers the keys of the step's own kind inside with", () => {
    expect(offered('steps:\n  - id: a\n    uses: shell\n    with:\n      |')).toEqual(['command', 'env', 'shell'])
    expect(offered('steps:\n  - id: a\n    with:\n      |\n    uses: wait\n  - id: b\n    uses: shell')).toEqual(['for'])
  })

  it('follows what was chosen among the forms of a kind', () => {
    expect(offered('steps:\n  - id: a\n    uses: file\n    with:\n      action: |')).toEqual(['read', 'copy'])
    expect(offered('steps:\n  - id: a\n    uses: file\n    with:\n      action: copy\n      |')).toEqual(['from', 'to'])
  })

  it('goes as deep as the schema', () => {
    expect(offered('steps:\n  - id: a\n    retry:\n      attempts: 3\n      |')).toEqual(['jitter'])
  })

  it('stays silent in an empty place until asked', () => {
    expect(offered('steps:\n  - id: a\n    |', false)).toBeNull()
  })
})

describe('values', () => {
  it('offers the kinds after uses', () => {
    expect(offered('steps:\n  - id: a\n    uses: s|')).toEqual(['shell', 'file', 'wait'])
  })

  it('offers every queue that there is, those that were added among them', () => {
    const queues = ['default', 'heavy', 'binding']
    expect(offered('steps:\n  - id: a\n    queue: |')).toEqual(queues)
    expect(offered('on_failure:\n  - id: a\n    queue: b|')).toEqual(queues)
    expect(offered('defaults:\n  queue: |')).toEqual(queues)
    expect(offered('steps:\n  - id: a\n    with:\n      queue: |')).not.toEqual(queues)
  })

  it('offers the other steps after needs, in both notations of a list', () => {
    expect(offered('steps:\n  - id: parse\n    needs: [|]')).toEqual(['collect', 'report'])
    expect(offered('steps:\n  - id: parse\n    needs: [collect, re|]')).toEqual(['collect', 'report'])
    expect(offered('steps:\n  - id: parse\n    needs:\n      - |')).toEqual(['collect', 'report'])
  })

  it('offers the values that the schema names', () => {
    expect(offered('steps:\n  - id: a\n    on_lost: |')).toEqual(['retry', 'fail'])
    expect(offered('steps:\n  - id: a\n    uses: shell\n    with:\n      shell: |')).toEqual(['true', 'false'])
  })
})

describe('expressions', () => {
  it('offers only steps that end before', () => {
    expect(offered('steps:\n  - id: parse\n    uses: shell\n    with:\n      command: "${{ steps.| }}"')).toEqual(['collect'])
    expect(offered('steps:\n  - id: report\n    if: steps.|')).toEqual(['collect', 'parse'])
  })

  it('offers what a step gives, more for a mapped one', () => {
    expect(offered('outputs:\n  all: ${{ steps.parse.|')).toEqual(['output', 'status', 'error', 'errors'])
  })

  it('offers inputs, and item only in a mapped step', () => {
    expect(offered('outputs:\n  x: ${{ inputs.|')).toEqual(['folder'])
    expect(offered('steps:\n  - id: parse\n    if: |')).toContain('item')
    expect(offered('steps:\n  - id: report\n    if: |')).not.toContain('item')
  })
})

describe('placeAt', () => {
  it('is silent in comments and block texts', () => {
    expect(placeAt('# steps', 7)).toBeNull()
    const text = 'steps:\n  - id: a\n    with:\n      script: |\n        retu'
    expect(placeAt(text, text.length)).toBeNull()
  })
})

describe('in on_failure', () => {
  it('steps have the keys of any step, and what their kind takes', () => {
    expect(offered('on_failure:\n  - id: keep\n    |')).toContain('needs')
    expect(offered('on_failure:\n  - id: tell\n    uses: |')).toEqual(['shell', 'file', 'wait'])
    expect(offered('on_failure:\n  - id: tell\n    uses: wait\n    with:\n      |')).toEqual(['for'])
  })

  it('steps need each other only', () => {
    expect(offered('on_failure:\n  - id: tell\n    needs: [|]')).toEqual(['keep'])
    expect(offered('steps:\n  - id: report\n    needs: [|]')).toEqual(['collect', 'parse'])
  })

  it('expressions know what failed, and every other step', () => {
    expect(offered('on_failure:\n  - id: tell\n    if: run.|')).toEqual(['error', 'id', 'externalId', 'folder', 'startedAt'])
    expect(offered('on_failure:\n  - id: tell\n    if: run.error.|')).toEqual(['message', 'code', 'step'])
    expect(offered('on_failure:\n  - id: tell\n    if: steps.|')).toEqual(['collect', 'parse', 'report', 'keep'])
    expect(offered('on_failure:\n  - id: keep\n    if: steps.|')).toEqual(['collect', 'parse', 'report'])
    expect(offered('steps:\n  - id: report\n    if: run.|')).toEqual(['id', 'externalId', 'folder', 'startedAt'])
    expect(offered('outputs:\n  x: "${{ steps.|')).toEqual(['collect', 'parse', 'report'])
  })
})
