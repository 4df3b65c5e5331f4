import type { Json } from '../../engine/contract/json'
import type { StepKindInfo } from '../../engine/contract/pipeline'

const text = (description: string) => ({ type: 'string', description })

export const STEP_KINDS: readonly StepKindInfo[] = [
  {
    kind: 'file',
    title: 'Read, write and list files',
    summary: 'Works with files inside the allowed folders.',
    example: '',
    schema: {
      type: 'object',
      required: ['action', 'path'],
      properties: {
        action: { enum: ['read', 'write', 'copy', 'list', 'glob', 'hash', 'parse'], description: 'What to do.' },
        path: text('Relative to the pipeline’s folder.'),
        pattern: text('Which files, as a glob.'),
      },
    },
  },
  {
    kind: 'shell',
    title: 'Run a command',
    summary: 'Runs a program with arguments; its output becomes log lines.',
    example: '',
    schema: {
      type: 'object',
      required: ['command'],
      properties: {
        command: { type: 'array', description: 'The program and its arguments.' },
        env: { type: 'object', description: 'Variables it may see.' },
        cwd: text('Where it starts.'),
      },
    },
  },
  {
    kind: 'script',
    title: 'Run JavaScript',
    summary: 'Runs a small script without any access to this computer.',
    example: '',
    schema: { type: 'object', required: ['code'], properties: { code: text('The body of a function of `input`.'), input: { type: 'object' } } },
  },
  {
    kind: 'chunk',
    title: 'Split documents',
    summary: 'Splits text by headings or length.',
    example: '',
    schema: { type: 'object', properties: { text: text('What to split.') } },
  },
  {
    kind: 'validate',
    title: 'Check a value',
    summary: 'Checks a value against a schema or rules.',
    example: '',
    schema: { type: 'object', properties: { value: {}, schema: { type: 'object' } } },
  },
  {
    kind: 'wait',
    title: 'Wait',
    summary: 'Waits for a while, also over restarts.',
    example: '',
    schema: { type: 'object', properties: { for: text('10s, 5m, 2h.') } },
  },
]

export const FILE_SCHEMA: Json = {
  type: 'object',
  required: ['name', 'steps'],
  properties: {
    name: text('Letters, digits, `_` and `-`.'),
    description: text('One sentence.'),
    inputs: { type: 'object', description: 'What a run is started with.' },
    steps: {
      type: 'array',
      items: {
        type: 'object',
        required: ['id', 'uses'],
        properties: {
          id: text('Letters, digits and `_`.'),
          uses: text('The kind of step.'),
          needs: { type: 'array', description: 'Steps that must end before.' },
          with: { type: 'object', description: 'What the kind needs to know.' },
          if: text('Skips the step when false.'),
          map: { type: 'object', description: 'Runs it once for each item of a list.' },
          queue: text('Where it waits for its turn.'),
          timeout: text('Per attempt: 30s, 5m.'),
        },
      },
    },
  },
}
