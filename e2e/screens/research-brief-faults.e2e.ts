import { ask, checkFaults } from '../models/check-fault'
import * as faults from '../models/faults'
import { expect, test } from '../models/models-test'
import { ASK, REPLY, REPLY_WORDS } from '../models/question'
import { inspectorOf, logOf, openStep, openTab, shownAttempts } from '../models/run-screen'
import { countedBy, usageWords } from '../models/usage-words'

/** One question to providers that fail in every way that there is: what is tried again, and what people are told. */

const { busy, refused } = faults
const PASSING = [busy(408), busy(429), busy(500)]
const FOR_GOOD = [refused(400), refused(401), refused(404), faults.filtered]
const BROKEN = [
  faults.cutBeforeFirstByte,
  faults.cutAfterFirstByte,
  faults.cutInsideWord,
  faults.cutBetweenWords,
  faults.cutBeforeUsage,
  faults.cutInsideEnd,
  faults.endedAfterFinish,
  faults.endedWithoutMark,
  faults.malformed,
  faults.errorInside,
  faults.keptAlive,
  faults.silent,
]
const OF_OTHERS = [busy(429), faults.cutInsideWord, faults.endedWithoutMark, faults.malformed, faults.errorInside]

test.use({ oneForAll: true })
test.beforeEach(async ({ engine }) => void (await engine.pipelines.save({ text: ASK })))

test('a provider that is busy is asked again, one that refuses is not', async ({ desk }) => {
  await checkFaults(desk, 'openai', [...PASSING, ...FOR_GOOD])
  const [first, second] = desk.server.requests.filter(({ body }) => body.model === 'fault-429-once')
  expect((second?.at ?? 0) - (first?.at ?? 0), 'Retry-After was a second').toBeGreaterThanOrEqual(1000)
})

test('a reply that breaks off is no reply, wherever it does', ({ desk }) => checkFaults(desk, 'openai', BROKEN))

test('Anthropic and Ollama fail in the same words', async ({ desk }) => {
  await checkFaults(desk, 'anthropic', OF_OTHERS)
  await checkFaults(desk, 'ollama', OF_OTHERS)
})

test('a reply is followed on screen, also to where it breaks off', async ({ desk: { page, server, engine, addModels } }) => {
  await addModels('openai', ['slow-300', 'fault-no-usage', 'fault-length'])
  const beginning = REPLY_WORDS.slice(0, 3).join('').trim()
  const inspector = inspectorOf(page)
  const reply = inspector.getByRole('log', { name: 'The reply of ask' })

  await test.step('broken off in the middle, twice', async () => {
    const { externalId } = await engine.runs.start({ pipeline: 'ask', input: { model: 'slow-300' } })
    await openStep(page, externalId, 'ask')
    for (const attempt of [1, 2]) {
      await expect.poll(() => server.requests.length).toBe(attempt)
      if (attempt === 2) await expect(inspector).toContainText('Running, attempt 2')
      // Until the second reply begins, what came of the first is there to read.
      await expect(inspector.getByRole('button', { name: 'Following' })).toBeVisible()
      await expect(reply).toContainText(beginning)
      expect(server.open()).toBe(1)
      server.breakOff()
    }
    await expect(page.getByText(/^Failed after .* at ask$/).first()).toBeVisible()
    await openTab(page, 'Reply')
    await expect(inspector.getByText('Partial', { exact: true })).toBeVisible()
    await expect(reply).toContainText(beginning)
    await expect(logOf(page)).toContainText(beginning)
  })

  await test.step('to its end', async () => {
    const { externalId } = await engine.runs.start({ pipeline: 'ask', input: { model: 'slow-300' } })
    await openStep(page, externalId, 'ask')
    await openTab(page, 'Reply')
    await expect(reply).toContainText(beginning)
    expect(server.open()).toBe(1)
    server.hurry()
    await expect(page.getByText(/^Succeeded in/).first()).toBeVisible()
    await expect(inspector).toContainText(REPLY)
  })

  await test.step('without counts, which are estimated then', async () => {
    const { run } = await ask({ engine, server }, { provider: 'openai', model: 'fault-no-usage' })
    await openStep(page, run.externalId, 'ask')
    await expect(inspector).toContainText(/about \d+ tokens, about \$\d.*the provider gave no count, so it was estimated/)
  })

  await test.step('to the limit of tokens, with a warning', async () => {
    const { run, requests } = await ask({ engine, server }, { provider: 'openai', model: 'fault-length' })
    await openStep(page, run.externalId, 'ask')
    await expect(page.getByText(usageWords(countedBy(requests), false), { exact: true }).first()).toBeVisible()
    await expect(logOf(page)).toContainText('The limit of tokens cut the reply')
  })
})

test('a wait for Retry-After says until when, and a cancel ends it', async ({ desk: { page, server, engine, addModels } }) => {
  await addModels('openai', ['polite'])
  server.queue({ kind: 'status', status: 429, message: 'Slow down', headers: { 'retry-after': '50' } })
  const { externalId } = await engine.runs.start({ pipeline: 'ask', input: { model: 'polite' } })
  await openStep(page, externalId, 'ask')
  await expect(page.getByText(/^ask failed and is tried again in \d+ s \(at \d\d:\d\d:\d\d\)\.$/)).toBeVisible()
  await expect(inspectorOf(page)).toContainText('It goes on by itself.')
  await expect(inspectorOf(page)).toContainText(/The attempt before failed: .* answered with status 429: Slow down/)
  await expect(await shownAttempts(page)).toHaveText([
    /^Attempt 2 queued.*in \d+\.\d s.*not before \d\d:\d\d:\d\d/,
    /^Attempt 1 failed.*status 429: Slow down model_unavailable$/,
  ])
  const { steps } = await engine.runs.get({ run: externalId })
  const [tried, next] = steps[0]?.attempts ?? []
  const wait = (next?.availableAt ?? 0) - (tried?.finishedAt ?? 0)
  expect(wait).toBeGreaterThan(49_000)
  expect(wait).toBeLessThan(51_000)
  await page.getByRole('button', { name: 'Cancel', exact: true }).click()
  await expect(page.getByText(/^Cancelled after/).first()).toBeVisible()
  expect(server.requests).toHaveLength(1)
})
