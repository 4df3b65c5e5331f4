import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { Approval } from '../contract/approval'
import { buildProgram, type BuiltProgram } from '../testing/build-program'
import { checkRunsOf } from '../testing/check-runs-of'
import { eventually, startEngine, type EngineHarness } from '../testing/engine-harness'
import { hangKind } from '../testing/killed-engine/hang-kind'
import { startKilledEngine } from '../testing/killed-engine/killed-engine'
import { tempFolder } from '../testing/temp-folder'

/** kill -9 around questions: what was asked stays asked, what was answered stays answered, and nobody guesses what a lost attempt did. */

let program: BuiltProgram
beforeAll(async () => {
  program = await buildProgram('engine/testing/killed-engine/program.ts')
}, 60_000)

const ASKING =
  'name: asking\nsteps: [{ id: ask, uses: approval, with: { question: "Go on?", value: 1 } }, { id: after, uses: wait, needs: [ask], with: { for: 1ms } }]'
const HANGING = 'name: hanging\nsteps: [{ id: send, uses: hang }]'

async function reopen(dataFolder: string): Promise<EngineHarness> {
  const harness = await startEngine({ dataFolder, behaviours: {}, config: { extraKinds: [hangKind(async () => undefined)] } })
  onTestFinished(() => harness.stop())
  return harness
}

async function asked(approvals: { list(input: { filter: { state: 'open' } }): Promise<{ items: Approval[] }> }): Promise<Approval> {
  let found: Approval | undefined
  await eventually(async () => (found = (await approvals.list({ filter: { state: 'open' } })).items[0]) !== undefined)
  if (found === undefined) throw new Error('no question')
  return found
}

describe('an engine that is killed', () => {
  test('while a question waits asks it still when it is back, and takes the answer', async () => {
    const dataFolder = tempFolder()
    const killed = await startKilledEngine(program.path, dataFolder)
    await killed.client.pipelines.save({ text: ASKING })
    const { runId } = await killed.client.runs.start({ pipeline: 'asking' })
    const { id } = await asked(killed.client.approvals)
    await killed.kill()
    const back = await reopen(dataFolder)
    expect((await asked(back.engine.client.approvals)).id).toBe(id)
    await back.engine.client.approvals.answer({ approvalId: id, approve: true })
    expect((await back.ended(runId)).status).toBe('succeeded')
    await checkRunsOf(back)
  }, 60_000)

  test.each([0, 1, 2, 4, 8])(
    '%i ms after an answer has it whole or not at all, and never twice',
    async (after) => {
      const dataFolder = tempFolder()
      const killed = await startKilledEngine(program.path, dataFolder)
      await killed.client.pipelines.save({ text: ASKING })
      const { runId } = await killed.client.runs.start({ pipeline: 'asking' })
      const { id } = await asked(killed.client.approvals)
      const answered = killed.client.approvals.answer({ approvalId: id, approve: true, comment: 'first' }).then(
        () => true,
        () => false,
      )
      await new Promise((resolve) => setTimeout(resolve, after))
      await killed.kill()
      const confirmed = await answered
      const back = await reopen(dataFolder)
      const { approvals } = back.engine.client
      const { status } = await approvals.get({ approvalId: id })
      if (confirmed) expect(status).toBe('approved')
      if (status === 'open') await approvals.answer({ approvalId: id, approve: true, comment: 'second' })
      else await expect(approvals.answer({ approvalId: id, approve: true, comment: 'second' })).rejects.toMatchObject({ code: 'approval_already_answered' })
      expect((await back.ended(runId)).status).toBe('succeeded')
      expect((await approvals.get({ approvalId: id })).comment).toBe(status === 'open' ? 'second' : 'first')
      await checkRunsOf(back)
    },
    60_000,
  )
})

describe('an attempt that dies, of a step that asks what then (on_lost: ask)', () => {
  async function lost() {
    const dataFolder = tempFolder()
    const killed = await startKilledEngine(program.path, dataFolder)
    await killed.client.pipelines.save({ text: HANGING })
    const { runId } = await killed.client.runs.start({ pipeline: 'hanging' })
    await eventually(async () => (await killed.client.runs.get({ run: runId })).steps[0]?.status === 'running')
    await killed.kill()
    const back = await reopen(dataFolder)
    return { back, runId, question: await asked(back.engine.client.approvals) }
  }

  test('is not tried again before a person says so', async () => {
    const { back, runId, question } = await lost()
    expect(question).toMatchObject({
      purpose: 'on_lost',
      question: 'The attempt of step "send" died before its outcome was known. Its effect may have happened. Try again or give up?',
      attempt: 1,
      expiresAt: null,
    })
    const { steps } = await back.engine.client.runs.get({ run: runId })
    expect(steps[0]).toMatchObject({ status: 'waiting', attempt: 1, waiting: { reason: 'approval' }, attempts: [{ status: 'lost' }] })
    await back.engine.client.approvals.answer({ approvalId: question.id, approve: true })
    const run = await back.ended(runId)
    expect(run.steps[0]).toMatchObject({ status: 'succeeded', attempt: 2, attempts: [{ status: 'lost' }, { status: 'succeeded' }] })
    await checkRunsOf(back)
  }, 60_000)

  test('fails its step when the person gives up', async () => {
    const { back, runId, question } = await lost()
    const { answeredBy } = await back.engine.client.approvals.answer({ approvalId: question.id, approve: false, comment: 'The mail has come.' })
    const run = await back.ended(runId)
    expect(run.steps[0]).toMatchObject({
      status: 'failed',
      attempt: 1,
      error: { code: 'worker_lost', message: expect.stringContaining(`${answeredBy ?? ''} decided not to try it again: The mail has come.`) },
    })
    await checkRunsOf(back)
  }, 60_000)

  test('is given up with its run when that is cancelled', async () => {
    const { back, runId, question } = await lost()
    await back.engine.client.runs.cancel({ runId })
    expect((await back.engine.client.approvals.get({ approvalId: question.id })).status).toBe('withdrawn')
    expect((await back.ended(runId)).status).toBe('cancelled')
    await checkRunsOf(back)
  }, 60_000)
})
