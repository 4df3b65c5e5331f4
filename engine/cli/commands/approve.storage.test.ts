import { describe, expect, onTestFinished, test } from 'vitest'
import { eventually, startEngine, workerSources, type EngineHarness } from '../../testing/engine-harness'
import { toFailure } from '../failure'
import { attached } from '../testing/attached'
import { approvalsCommand } from './approvals'
import { approveCommand, type ApproveOptions } from './approve'

const ASKING = `
name: asking
steps:
  - { id: one, uses: approval, with: { question: "First?", value: { n: 1 }, schema: { type: object, required: [n] } } }
  - { id: two, uses: approval, needs: [one], with: { question: "Second?" } }
`
const ASK_ONCE = 'name: once\nsteps:\n  - { id: one, uses: approval, with: { question: "One?" } }'
const TWO_AT_ONCE = 'name: both\nsteps:\n  - { id: a, uses: approval, with: { question: "A?" } }\n  - { id: b, uses: approval, with: { question: "B?" } }'

/** The commands, attached to a running engine, and what they wrote. */
async function commandLine() {
  const harness = await startEngine({ behaviours: {} })
  onTestFinished(() => harness.stop())
  const { context, lines, notes } = attached({ dataFolder: harness.dataFolder, workers: workerSources })
  const approve = (which: string, options: ApproveOptions = {}) => approveCommand(context, which, options)
  return { harness, lines, notes, context, approve }
}

const asks = ({ engine }: EngineHarness, runId: string, count = 1) =>
  eventually(async () => (await engine.client.approvals.list({ filter: { state: 'open', runId } })).total === count)

async function started(harness: EngineHarness, text: string, questions = 1) {
  const runId = await harness.start(text)
  await asks(harness, runId, questions)
  return harness.engine.client.runs.get({ run: runId })
}

describe('signalbox approve', () => {
  test('answers the only question of a run, with a value and a comment', async () => {
    const { harness, lines, approve } = await commandLine()
    const { id, externalId } = await started(harness, ASKING)
    expect(await approve(externalId, { value: '{"n":2}', comment: 'fine' })).toBe(0)
    expect(lines).toEqual([expect.stringMatching(new RegExp(`^${externalId} one: the question was approved by .+: fine$`))])
    await asks(harness, id)
    expect(await approve(externalId, { reject: true, comment: 'no' })).toBe(0)
    expect((await harness.ended(id)).steps[1]?.error?.code).toBe('approval_rejected')
  })

  test('answers by the id of a question, and gives out what became of it as JSON', async () => {
    const { harness, lines, approve } = await commandLine()
    const { id } = await started(harness, TWO_AT_ONCE, 2)
    const { items } = await harness.engine.client.approvals.list({ filter: { runId: id } })
    for (const { id: approvalId } of items) await approve(approvalId, { json: true })
    expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([{ status: 'approved' }, { status: 'approved' }])
    expect((await harness.ended(id)).status).toBe('succeeded')
  })

  test.each<[string, ApproveOptions, string]>([
    ['SBX-99', {}, 'run_not_found'],
    ['SBX-1', { value: '{' }, 'request_invalid'],
    ['SBX-1', { value: '1', reject: true }, 'request_invalid'],
    ['SBX-1', { value: '{"m":1}' }, 'validation_failed'],
  ])('refuses %s with %j: %s', async (which, options, code) => {
    const { harness, approve } = await commandLine()
    await started(harness, ASKING)
    const thrown: unknown = await approve(which, options).then(
      () => null,
      (failure: unknown) => failure,
    )
    expect(toFailure(thrown).code).toBe(code)
  })

  test('asks which one when a run asks two, and says so when it asks none', async () => {
    const { harness, approve } = await commandLine()
    const { externalId, id } = await started(harness, TWO_AT_ONCE, 2)
    await expect(approve(externalId)).rejects.toThrow(/asks 2 questions[^]*a: [0-9a-f-]{36}/)
    await harness.engine.client.runs.cancel({ runId: id })
    await expect(approve(externalId)).rejects.toMatchObject({ code: 'approval_not_found', message: expect.stringMatching(/needs no answer any more at \d{4}-/) })
  })

  test('says who was faster, and when', async () => {
    const { harness, approve } = await commandLine()
    const { externalId, id } = await started(harness, ASK_ONCE)
    await approve(externalId, { reject: true })
    await harness.ended(id)
    await expect(approve(externalId)).rejects.toMatchObject({
      code: 'approval_already_answered',
      message: expect.stringMatching(new RegExp(`^${externalId} asks nothing at the moment\\. Its last question, of one, was rejected by .+ at \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.$`)),
    })
    const silent = await harness.run('name: silent\nsteps:\n  - { id: one, uses: wait, with: { for: 1ms } }')
    await expect(approve(silent.externalId)).rejects.toMatchObject({ code: 'approval_not_found', message: `${silent.externalId} asks nothing at the moment.` })
  })
})

describe('signalbox approvals', () => {
  test('lists what waits, and with --all what was answered', async () => {
    const { harness, lines, notes, context, approve } = await commandLine()
    expect(await approvalsCommand(context, { limit: 20 })).toBe(0)
    expect(notes).toEqual(['Nothing waits for an answer.'])
    const { externalId } = await started(harness, ASKING)
    await approvalsCommand(context, { limit: 20 })
    expect(lines[0]).toMatch(/^RUN +STEP +ASKED +EXPIRES +STATE +QUESTION +ID/)
    expect(lines[1]).toMatch(new RegExp(`^${externalId} +one +\\S+ \\S+ +never +open +First\\? +[0-9a-f-]{36}`))
    await approve(externalId, { reject: true })
    lines.length = 0
    await approvalsCommand(context, { limit: 20, all: true, run: externalId, json: true })
    expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([{ stepId: 'one', status: 'rejected' }])
  })
})
