import type { Page } from '@playwright/test'
import type { ModelProvider } from '../../engine/contract/model'
import type { RunDetail } from '../../engine/contract/run'
import type { ModelRequest } from '../../engine/testing/model-server/model-server'
import type { Fault } from './faults'
import { type Desk, expect, test } from './models-test'
import { inspectorOf, logOf, openStep, openTab, shownAttempts } from './run-screen'
import { countedBy, usageWords } from './usage-words'

/** A run of the one question, and what the server and the engine have noted of it. */
interface Asking {
  readonly run: RunDetail
  readonly requests: readonly ModelRequest[]
}

interface Question {
  readonly provider: ModelProvider
  readonly model: string
  /** How long the model may be silent (ms), when that is to be short. */
  readonly idleMs?: number | undefined
}

/** Asks a model, and waits for the run's end. */
export async function ask({ engine, server }: Pick<Desk, 'engine' | 'server'>, { provider, model, idleMs }: Question): Promise<Asking> {
  const { runId } = await engine.runs.start({ pipeline: 'ask', input: { model, ...(idleMs !== undefined && { idle_ms: idleMs }) } })
  for await (const _events of await engine.runs.watch({ runId }));
  const requests = server.requests.filter((each) => each.provider === provider && each.body.model === model)
  return { run: await engine.runs.get({ run: runId }), requests }
}

const sentenceOf = (fault: Fault, model: string, host: string): string => fault.says.replace('"model"', `"${model}"`).replace('host', host)

interface Shown extends Asking, Pick<Desk, 'page' | 'server'> {
  readonly fault: Fault
  readonly provider: ModelProvider
}

/**
 * Asks models of a provider that fail each time, and ones that fail the first time only where that is made good: all at
 * once, and then the runs that failed are looked at, one after another, and of those that went well in the end the first:
 * on screen they differ in a sentence only.
 */
export async function checkFaults({ page, server, engine, addModels }: Desk, provider: ModelProvider, faults: readonly Fault[]): Promise<void> {
  const cases = faults.flatMap((fault) => (fault.isRetried ? [false, true] : [false]).map((once) => ({ fault, once, model: fault.modelOf(provider, once) })))
  await addModels(
    provider,
    cases.map(({ model }) => model),
  )
  const askings = await Promise.all(
    cases.map(async (each) => ({ ...each, ...(await ask({ engine, server }, { provider, model: each.model, idleMs: each.fault.idleMs })) })),
  )
  const firstMadeGood = askings.find(({ once }) => once)
  for (const each of askings) {
    const { model, once, ...asking } = each
    const shown = { page, provider, server, ...asking }
    await test.step(`${provider}: ${model}`, async () => {
      if (!once) return checkFailed(shown)
      checkMadeGood(shown)
      if (each === firstMadeGood) await checkMadeGoodOnScreen(shown)
    })
  }
}

/** The fault came each time: the run failed, says why, and tells of every try. */
async function checkFailed({ page, run, requests, fault, provider, server }: Shown): Promise<void> {
  const sentence = sentenceOf(fault, fault.modelOf(provider, false), new URL(server.baseUrls[provider]).host)
  const tries = fault.isRetried ? 2 : 1
  expect(requests, 'how often the provider was asked').toHaveLength(tries)
  await openStep(page, run.externalId, 'ask')
  await expect(page.getByText(/^Failed after .* at ask$/).first()).toBeVisible()
  const inspector = inspectorOf(page)
  await expect(inspector.getByRole('alert')).toContainText(sentence)
  await expect(inspector.getByText(fault.isRetried ? 'Failed after 2 attempts' : 'Failed', { exact: true })).toBeVisible()
  const attempts = await shownAttempts(page)
  await expect(attempts).toHaveCount(tries)
  for (const attempt of await attempts.all()) {
    await expect(attempt).toContainText(/^Attempt \d failed/)
    await expect(attempt).toContainText(`${sentence} ${fault.code}`)
    const used = attempt.getByText(fault.isCounted ? /^used \d/ : /^used about \d/)
    await expect(used).toHaveCount(fault.isBilled ? 1 : 0)
  }
  await checkUsage(page, fault, { run, requests })
  await openTab(page, 'Reply')
  await expect(inspector.getByText('Partial', { exact: true })).toHaveCount(fault.partial === '' ? 0 : 1)
  if (fault.partial === '') return
  await expect(inspector.getByRole('log', { name: 'The reply of ask' })).toHaveText(fault.partial)
  await expect(logOf(page)).toContainText(fault.partial)
}

/** What is billed is shown, as the provider counts it, or as an estimate that says so. */
async function checkUsage(page: Page, fault: Fault, { run: { usage }, requests }: Asking): Promise<void> {
  expect(usage !== null, 'whether it is billed').toBe(fault.isBilled)
  if (usage === null) return
  const told = countedBy(requests)
  expect(usage.estimated).toBe(!fault.isCounted)
  if (fault.isCounted) expect(usage).toMatchObject({ ...told })
  expect(usage.inputTokens).toBeGreaterThan(told.inputTokens / 2)
  expect(usage.inputTokens).toBeLessThan(told.inputTokens * 2)
  await expect(page.getByText(usageWords(usage, usage.estimated), { exact: true }).first()).toBeVisible()
}

/** The fault came the first time only: the second try made good, and the engine tells of both. */
function checkMadeGood({ run, requests, fault, provider, server }: Shown): void {
  const sentence = sentenceOf(fault, fault.modelOf(provider, true), new URL(server.baseUrls[provider]).host)
  expect(requests, 'how often the provider was asked').toHaveLength(2)
  expect(new Set(requests.map(({ headers }) => headers['idempotency-key'])).size, 'one key for both').toBe(1)
  expect(run.status).toBe('succeeded')
  expect(run.steps[0]?.attempts).toMatchObject([
    { status: 'failed', error: { code: fault.code, message: sentence } },
    { status: 'succeeded', error: null },
  ])
  expect(run.usage).toMatchObject({ estimated: fault.isBilled })
}

async function checkMadeGoodOnScreen({ page, run, requests, fault, provider, server }: Shown): Promise<void> {
  const sentence = sentenceOf(fault, fault.modelOf(provider, true), new URL(server.baseUrls[provider]).host)
  await openStep(page, run.externalId, 'ask')
  await expect(page.getByText(/^Succeeded in/).first()).toBeVisible()
  const attempts = await shownAttempts(page)
  await expect(attempts).toHaveCount(2)
  await expect(attempts.first()).toContainText('Attempt 2 succeeded')
  // The provider told what the second try used, and never got to tell it of the first.
  await expect(attempts.first()).toContainText(`used ${usageWords(countedBy(requests.slice(1)), false)}`)
  await expect(attempts.last()).toContainText('Attempt 1 failed')
  await expect(attempts.last()).toContainText(`${sentence} ${fault.code}`)
  await expect(attempts.last().getByText(/^used about \d/)).toHaveCount(fault.isBilled ? 1 : 0)
  if (run.usage === null) throw new Error('a run that succeeded has used something')
  await expect(page.getByText(usageWords(run.usage, fault.isBilled), { exact: true }).first()).toBeVisible()
  await openTab(page, 'Reply')
  await expect(inspectorOf(page)).toContainText(requests[1]?.reply ?? 'no second request')
  await expect(inspectorOf(page).getByText('Partial', { exact: true })).toHaveCount(0)
}
