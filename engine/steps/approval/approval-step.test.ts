import { afterAll, describe, expect, it } from 'vitest'
import { DocumentPool } from '../../connectors/documents/document-pool'
import { parsePipeline } from '../../core/pipelines/parse-pipeline'
import { workerSources } from '../../testing/engine-harness'
import { stepContext, TEST_NOW } from '../../testing/step-context'
import { describeStepKind, runStep } from '../../testing/step.testsuite'
import { approvalStep } from './approval-step'
import { checkAnswers } from './check-answer'

const threads = new DocumentPool(workerSources.document, 1)
afterAll(() => threads.close())
const check = checkAnswers(threads)
const kind = approvalStep(check)

const positive = { type: 'integer', minimum: 1 }

describeStepKind({
  kind,
  good: [
    { name: 'a question alone', config: { question: 'Go on?' } },
    { name: 'everything', config: { question: 'Go on?', evidence: [1], value: 3, schema: positive, roles: ['author', 'admin'], expires: '2d', on_expiry: 'approve', on_reject: 'continue' } },
    { name: 'a value that must be mended first', config: { question: 'How many?', value: 0, schema: positive } },
  ],
  bad: [
    { name: 'no question', config: {} },
    { name: 'an empty question', config: { question: '' } },
    { name: 'a role that cannot answer', config: { question: 'Go on?', roles: ['viewer'] } },
    { name: 'nobody', config: { question: 'Go on?', roles: [] } },
    { name: 'a schema that is none', config: { question: 'Go on?', schema: { type: 'nonsense' } } },
    { name: 'a schema that is too large', config: { question: 'Go on?', schema: { description: 'x'.repeat(20_000) } } },
    { name: 'a schema with a pattern that is too large', config: { question: 'Go on?', schema: { pattern: '(?:a?){999}'.repeat(83) } } },
    { name: 'an odd time', config: { question: 'Go on?', expires: 'soon' } },
    { name: 'an expiry that never comes', config: { question: 'Go on?', on_expiry: 'reject' } },
  ],
  failing: [
    { name: 'a value that would be approved unseen, against its schema', config: { question: 'Go on?', value: 0, schema: positive, expires: '1h', on_expiry: 'approve' }, code: 'validation_failed' },
  ],
  slow: [],
  tooLarge: [
    { name: 'evidence', config: { question: 'Go on?', evidence: 'x'.repeat(300_000) } },
    { name: 'value', config: { question: 'Go on?', value: 'x'.repeat(60_000) } },
  ],
})

describe('an approval', () => {
  it('asks until its time is over', async () => {
    expect(await runStep(kind, { question: 'Go on?', expires: '1h' }, await stepContext())).toEqual({
      kind: 'asked',
      ask: { question: 'Go on?', evidence: null, value: null, valueSchema: null, roles: ['operator'], expiresAt: TEST_NOW + 3_600_000, onExpiry: 'fail', onReject: 'fail' },
    })
  })

  it('is refused with its file when nobody could ever say what follows', () => {
    const { problems } = parsePipeline('name: a\nsteps:\n  - id: ask\n    uses: approval\n    with: { question: Go on?, on_expiry: approve }', new Map([['approval', kind]]))
    expect(problems).toMatchObject([{ severity: 'error', message: expect.stringContaining('`expires`'), line: 5 }])
  })
})

describe('an answer', () => {
  it('is checked by the schema of its question, also by one that is worth a thread', async () => {
    const { signal } = new AbortController()
    expect(await check(3, positive, signal)).toEqual([])
    expect(await check(0, positive, signal)).toEqual(['the value must be >= 1'])
    const tree = { $defs: { node: { type: 'object', properties: { next: { $ref: '#/$defs/node' }, n: positive } } }, $ref: '#/$defs/node' }
    expect(await check({ next: { next: { n: 0 } } }, tree, signal)).toEqual(['/next/next/n must be >= 1'])
  })
})
