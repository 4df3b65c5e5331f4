import { clientOf } from '../support/engine-client'
import { expect, test } from '../support/screens-test'
import { inspectorOf } from '../models/run-screen'

/** A run asks a person; the inbox, the run itself, and keys answer. */

const ASKING = `
name: newsletter
steps:
  - id: ask
    uses: approval
    with:
      question: "Send it to 3 readers?"
      evidence: { first_lines: "Dear reader" }
      value: { subject: "Hello", count: 3 }
      schema: { type: object, required: [subject], properties: { subject: { type: string, minLength: 1 } } }
outputs: { sent: "\${{ steps.ask.output.value.subject }}", because: "\${{ steps.ask.output.comment }}" }
`

// Only the last leaves a question.
test.use({ oneForAll: true })

test('a run asks, the inbox answers with an edited value, and the run ends with it', async ({ screens: { page, dataFolder } }) => {
  const { client, close } = await clientOf(dataFolder)
  await client.pipelines.save({ text: ASKING })
  const { runId, externalId } = await client.runs.start({ pipeline: 'newsletter' })

  const places = page.getByRole('navigation', { name: 'Places' })
  await expect(places.getByRole('link', { name: 'Approvals 1 open' })).toBeVisible()
  await page.keyboard.press('g')
  await page.keyboard.press('a')
  const question = page.getByRole('region', { name: 'The question' })
  await expect(question.getByText('Send it to 3 readers?')).toBeVisible()
  await expect(question.getByText('"Dear reader"')).toBeVisible()
  await expect(question.getByRole('link', { name: externalId })).toBeVisible()

  const value = question.getByRole('textbox', { name: 'The value that is asked about' })
  await value.fill('{ "count": 3 }')
  await expect(question.getByText("required property 'subject'")).toBeVisible()
  await value.fill('{ "subject": "Good day", "count": 3 }')
  await expect(question.getByText('Edited: this is what is approved.')).toBeVisible()
  await question.getByRole('button', { name: 'Approve' }).click()
  const dialog = page.getByRole('dialog', { name: 'Approve?' })
  await expect(dialog).toContainText('with the value as you have edited it')
  await dialog.getByRole('textbox', { name: 'Comment' }).fill('The date is right.')
  await dialog.getByRole('button', { name: 'Approve', exact: true }).click()

  await expect(page.getByRole('heading', { name: 'Nothing waits for an answer' })).toBeVisible()
  await expect(places.getByRole('link', { name: 'Approvals', exact: true })).toBeVisible()
  await expect.poll(async () => (await client.runs.get({ run: runId })).status).toBe('succeeded')
  expect((await client.runs.get({ run: runId })).output).toEqual({ kind: 'json', value: { sent: 'Good day', because: 'The date is right.' } })

  await page.getByRole('radio', { name: 'Answered' }).click()
  await expect(page.getByRole('list', { name: 'Answered questions' }).getByRole('button')).toContainText('Approved by')
  await expect(question.getByText('The date is right.')).toBeVisible()
  await question.getByRole('link', { name: externalId }).click()
  await expect(page.getByRole('heading', { name: `Run ${externalId}` })).toBeVisible()
  await close()
})

test('a question is answered where it is asked, and a run leads to the one that started it', async ({ screens: { page, dataFolder } }) => {
  const { client, close } = await clientOf(dataFolder)
  await client.pipelines.save({ text: ASKING })
  await client.pipelines.save({ text: 'name: outer\nsteps: [{ id: letter, uses: pipeline, with: { pipeline: newsletter } }]' })
  const { externalId } = await client.runs.start({ pipeline: 'outer' })

  await page.evaluate((address) => (location.hash = address), `/runs/${externalId}`)
  await page.locator('[data-step=letter]').click()
  const inspector = inspectorOf(page)
  await inspector.getByRole('link', { name: /^SBX-/ }).click()
  await expect(page.getByText(`Started by run ${externalId}, step letter`)).toBeVisible()

  await page.locator('[data-step=ask]').click()
  await inspector.getByRole('button', { name: 'Reject' }).click()
  await page.getByRole('dialog', { name: 'Reject?' }).getByRole('textbox', { name: 'Comment' }).fill('Not today.')
  await page.getByRole('dialog', { name: 'Reject?' }).getByRole('button', { name: 'Reject', exact: true }).click()
  await expect(inspector.getByText(/said no to the question of step "ask": Not today\./).first()).toBeVisible()
  await page.getByRole('link', { name: externalId }).first().click()
  await page.locator('[data-step=letter]').click()
  await expect(inspector.getByText(/of pipeline "newsletter" failed/).first()).toBeVisible()
  await close()
})

test('keys answer, after a confirmation', async ({ screens: { page, dataFolder } }) => {
  const { client, close } = await clientOf(dataFolder)
  await client.pipelines.save({ text: ASKING })
  const first = await client.runs.start({ pipeline: 'newsletter' })
  const second = await client.runs.start({ pipeline: 'newsletter' })
  await page.evaluate(() => (location.hash = '/approvals'))
  await expect(page.getByRole('list', { name: 'Open questions' }).getByRole('button')).toHaveCount(2)
  // The newest comes first; `j` goes on to the other.
  await expect(page.getByRole('region', { name: 'The question' }).getByRole('link', { name: second.externalId })).toBeVisible()
  await page.keyboard.press('j')
  await expect(page.getByRole('region', { name: 'The question' }).getByRole('link', { name: first.externalId })).toBeVisible()
  await page.keyboard.press('x')
  await expect(page.getByRole('dialog', { name: 'Reject?' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
  await page.keyboard.press('a')
  await page.getByRole('dialog', { name: 'Approve?' }).getByRole('button', { name: 'Approve', exact: true }).click()
  await expect.poll(async () => (await client.runs.get({ run: first.runId })).status).toBe('succeeded')
  await expect(page.getByRole('region', { name: 'The question' }).getByRole('link', { name: second.externalId })).toBeVisible()
  expect((await client.runs.get({ run: second.runId })).status).toBe('waiting')
  await close()
})
