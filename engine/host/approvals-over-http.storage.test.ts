import { expect, onTestFinished, test } from 'vitest'
import { eventually } from '../testing/engine-harness'
import { tempFolder } from '../testing/temp-folder'
import { clientOver, startServer } from '../testing/test-server'

/** A link that somebody, or a program that looks ahead, opens must never answer a question. */

const ASKING = 'name: asking\nsteps: [{ id: ask, uses: approval, with: { question: "Go on?" } }]'

test('no GET answers a question, whatever its path, its query and its token; a call over the socket does', async () => {
  const running = await startServer(tempFolder())
  onTestFinished(() => running.server.stop(0))
  const client = clientOver(await running.open())
  await client.pipelines.save({ text: ASKING })
  const { runId } = await client.runs.start({ pipeline: 'asking' })
  await eventually(async () => (await client.approvals.list({ filter: { runId } })).total === 1)
  const [question] = (await client.approvals.list({ filter: { runId } })).items
  const approvalId = question?.id ?? ''

  const input = encodeURIComponent(JSON.stringify({ json: { approvalId, approve: true } }))
  const token = running.bearer.authorization.slice('Bearer '.length)
  const paths = [
    `/rpc/approvals/answer?data=${input}`,
    `/approvals/answer?data=${input}`,
    `/v1/approvals/${approvalId}/answer?approve=true`,
    `/v1/approvals/${approvalId}/approve?token=${token}`,
    `/approvals/${approvalId}?approve=true`,
    `/?approve=${approvalId}`,
    `/ticket?approve=${approvalId}`,
    `/rpc?data=${input}`,
  ]
  for (const method of ['GET', 'HEAD'])
    for (const path of paths)
      for (const headers of [running.bearer, {}, { ...running.bearer, 'sec-purpose': 'prefetch', 'x-http-method-override': 'POST' }]) {
        await running.ask(path, { method, headers })
        expect((await client.approvals.get({ approvalId })).status, `${method} ${path}`).toBe('open')
      }

  expect(await client.approvals.answer({ approvalId, approve: true })).toMatchObject({ status: 'approved' })
  await expect(client.approvals.answer({ approvalId, approve: false })).rejects.toMatchObject({ code: 'approval_already_answered' })
})
