import { expect, test } from 'vitest'
import type { PipelineSpec } from '../core/pipelines/spec'
import { aMap, aStep } from '../testing/builders'
import { openStores } from '../testing/open-stores'
import { claimAttempts, endAttempt } from '../usecases/attempts'
import { RunPlans } from '../usecases/run-plans'
import { startRun } from '../usecases/runs'
import type { ClaimedAttempt } from '../usecases/transition-options'
import { RunFactsReader } from './run-facts'
import { storeItems } from './store-items'

const step = aStep('each', { map: aMap() })
const spec: PipelineSpec = { name: 'mapped', description: '', inputs: [], outputs: null, steps: [step], onFailure: [], concurrency: null }

test('an attempt that was given up neither takes away nor adds items: they are those of the attempt that followed', async () => {
  const { unitOfWork, read } = await openStores()
  const plans = new RunPlans(read)
  let made = 0
  const ids = { next: () => `id-${++made}`, random: () => 0.5 }
  await unitOfWork.run(async (tx) => {
    await tx.pipelines.insert({ id: 'p', name: spec.name, description: '', currentVersion: 1, folder: '/', stepsTotal: 1, createdAt: 0, updatedAt: 0 })
    await tx.pipelines.insertVersion({ id: 'v', pipelineId: 'p', number: 1, text: '', spec, hash: '', folder: '/', createdAt: 0 })
    await startRun(tx, { pipeline: spec.name, input: {}, priority: 0, startedBy: 'api' }, { plans, now: 1, ids })
  })
  const claim = async (now: number): Promise<ClaimedAttempt> => {
    const { attempts } = await unitOfWork.run((tx) => claimAttempts(tx, { queue: 'default', limit: 1, owner: 'worker', leaseMs: 1000 }, { plans, now }))
    const [claimed] = attempts
    if (claimed === undefined) throw new Error('nothing was claimed')
    return claimed
  }
  const store = (claimed: ClaimedAttempt, list: readonly number[]) =>
    storeItems({ unitOfWork, ids, facts: new RunFactsReader(read), read }, claimed, { spec: step, list, stop: new AbortController().signal })

  const late = await claim(1)
  await unitOfWork.run((tx) => endAttempt(tx, { ...late, outcome: { kind: 'lost' }, values: null, usages: [], random: 0.5 }, { plans, now: 2 }))
  const next = await claim(60_000)
  expect(next.number).toBe(2)
  await store(next, [1, 2])
  await expect(store(late, [1, 2, 3])).rejects.toMatchObject({ code: 'lease_lost' })
  const items = await unitOfWork.run((tx) => tx.steps.byId(next.stepRunId))
  expect(items).toMatchObject({ attempt: 2, status: 'running' })
  expect(await store(next, [1, 2, 3])).toEqual({ kind: 'expanded', total: 3, reused: [] })
})
