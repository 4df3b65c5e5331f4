import { describeModel, enterSecret } from '../models/enter-model'
import { expect, test } from '../models/models-test'
import { inspectorOf, openStep, openTab, shownAttempts } from '../models/run-screen'
import { countedBy, usageWords } from '../models/usage-words'

/** The sample that asks a model, with a real server of models that fails when it is told to. */

test.use({ oneForAll: true })

test('a key and a model are entered by hand, and research-brief is written with them', async ({ screens: { page }, server }) => {
  await enterSecret(page, 'RESEARCH_KEY')
  const dialog = await describeModel(page, { name: 'research', address: server.baseUrls.openai, secret: 'RESEARCH_KEY' })
  await dialog.getByRole('button', { name: 'Test' }).click()
  await expect(dialog.getByRole('status')).toContainText('It answers: In short: Answer with one word: ready')
  await expect(dialog.getByRole('status')).toContainText(usageWords(countedBy(server.requests), false))
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(page.getByRole('list', { name: 'Models' })).toContainText('$1,003 in, $3,007 out')

  await page
    .getByRole('link', { name: /^Pipelines/ })
    .first()
    .click()
  await page.getByRole('button', { name: 'Run research-brief' }).click()
  await expect(page.getByText(/^Succeeded in/).first()).toBeVisible()
  const asked = server.requests.slice(1)
  expect(asked).toHaveLength(5)
  await expect(page.getByText(usageWords(countedBy(asked), false), { exact: true }).first()).toBeVisible()
  await openTab(page, 'Files')
  await page.getByText('brief.md').first().click()
  await expect(inspectorOf(page)).toContainText(asked.at(-1)?.reply.slice(0, 60) ?? 'no request')
})

test('research-brief is written in spite of replies that break off, and a cancel lets the provider go at once', async ({
  desk: { page, server, engine, addModels },
}) => {
  await addModels('openai', ['fault-cut-300-once', 'slow-300'])
  await test.step('tried again', async () => {
    const { externalId } = await engine.runs.start({ pipeline: 'research-brief', input: { model: 'fault-cut-300-once' } })
    await openStep(page, externalId, 'brief')
    await expect(page.getByText(/^Succeeded in/).first()).toBeVisible({ timeout: 30_000 })
    expect(server.requests).toHaveLength(10)
    const attempts = await shownAttempts(page)
    await expect(attempts).toHaveText([/^Attempt 2 succeeded/, /^Attempt 1 failed.*broke off before its end\. model_reply_cut$/])
    await expect(attempts.first()).toContainText(`used ${usageWords(countedBy(server.requests.slice(-1)), false)}`)
    const { usage } = await engine.runs.get({ run: externalId })
    if (usage === null) throw new Error('nothing was counted')
    await expect(page.getByText(usageWords(usage, true), { exact: true }).first()).toBeVisible()
  })

  await test.step('cancelled', async () => {
    const { externalId } = await engine.runs.start({ pipeline: 'research-brief', input: { model: 'slow-300' } })
    await openStep(page, externalId, 'notes')
    await page.getByRole('button', { name: 'List the items' }).click()
    await page.getByRole('button', { name: /^Item 0\b/ }).click()
    await expect(inspectorOf(page).getByRole('log', { name: 'The reply of item 0' })).toContainText('{"title":')
    expect(server.open(), 'as many as the sample asks at once').toBe(3)
    await page.getByRole('button', { name: 'Cancel', exact: true }).click()
    await expect(page.getByText(/^Cancelled after/).first()).toBeVisible()
    const { cancelRequestedAt, usage } = await engine.runs.get({ run: externalId })
    if (cancelRequestedAt === null || usage === null) throw new Error('no cancel, or nothing was counted')
    const slow = server.requests.filter(({ body }) => body.model === 'slow-300')
    expect(slow).toHaveLength(3)
    for (const { closedAt, isWhole } of slow) {
      expect((closedAt ?? Infinity) - cancelRequestedAt).toBeLessThan(1000)
      expect(isWhole).toBe(false)
    }
    const receipt = page.getByRole('status').filter({ hasText: 'Cancelled.' })
    await expect(receipt).toContainText(`Models had used ${usageWords(usage, true)}, which is billed all the same.`)
  })
})
