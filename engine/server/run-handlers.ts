import type { CancelReceipt, Run, RunDetail, RunStatistics } from '../contract/run'
import { OUTPUTS_STEP } from '../core/pipelines/spec'
import type { StepRunDetail } from '../contract/step'
import { groupBy } from '../core/shared/group-by'
import { quantile } from '../core/shared/quantile'
import { EngineError } from '../core/shared/engine-error'
import type { RunPlan } from '../core/runs/run-plan'
import { isRunOver } from '../core/runs/run-state'
import { sumUsage } from '../core/runs/usage'
import type { RunRecord } from '../ports/records'
import { hintsOn } from '../usecases/hints'
import { idempotencyKey } from '../usecases/idempotency-key'
import { cancelRun, startRun } from '../usecases/runs'
import { refuseSecretsInInput } from '../usecases/secrets'
import type { EngineServices } from './context'
import { contract } from './middleware'
import { pause, resume, standingOf } from './run-control'
import { listRunFiles, readRunFile } from './run-files'
import { watchLog, watchRun, watchText } from './subscriptions'
import { whyOfRun } from './why-handler'
import { attemptView, contentView, graphView, lostGraphView, runView, stepView, type Uncounted } from './views'

/** Runs whose durations say what is usual. */
const USUAL_FROM = 50
/** Fewer say nothing. */
const USUAL_AT_LEAST = 5

/** What is usual of some durations (ms); null when there are too few to say. */
const usualOf = (durations: readonly number[]) => (durations.length < USUAL_AT_LEAST ? null : { p50: quantile(durations, 0.5), p95: quantile(durations, 0.95) })

/** How long a cancel waits for everything to have stopped before it answers with what is known. */
const CANCEL_WAIT_MS = 2000
const CANCEL_POLL_MS = 25

async function findRun(services: EngineServices, run: string): Promise<RunRecord> {
  const found = await services.read.run(run)
  if (found === null) throw new EngineError('run_not_found', `There is no run ${run}. It may have been removed, or belong to another data folder.`)
  return found
}

const uncountedIn = (plan: RunPlan | null): Uncounted => ({ outputs: plan?.steps.has(OUTPUTS_STEP) === true ? 1 : 0, onFailure: plan?.onFailure.size ?? 0 })

/** Null when it is lost: what is stored of its runs is shown all the same. */
const planOf = ({ plans }: EngineServices, run: RunRecord): Promise<RunPlan | null> => plans.of(run.versionId).catch(() => null)

/** Plans are kept, so a page of runs costs a read for each version that was not seen lately. */
async function view(services: EngineServices, run: RunRecord): Promise<Run> {
  const plan = await planOf(services, run)
  return runView(run, uncountedIn(plan), await standingOf(services, run, plan))
}

async function runDetail(services: EngineServices, which: string): Promise<RunDetail> {
  const run = await findRun(services, which)
  const { read } = services
  const [plan, steps, attempts, durations, stepDurations, usageOfSteps, usageOfAttempts] = await Promise.all([
    planOf(services, run),
    read.steps(run.id),
    read.attemptsOfRun(run.id),
    read.successDurations(run.pipelineId, USUAL_FROM),
    read.stepDurations(run.pipelineId, USUAL_FROM),
    read.usageBySteps(run.id),
    read.usageByAttemptsOfRun(run.id),
  ])
  // By step, looked up: of a thousand steps nothing may be searched for each.
  const order = new Map((plan === null ? steps.map(({ stepId }) => stepId) : [...plan.steps.keys()]).map((stepId, place) => [stepId, place]))
  const placeOf = ({ stepId }: { readonly stepId: string }) => order.get(stepId) ?? -1
  const attemptsOf = groupBy(attempts, ({ stepRunId }) => stepRunId)
  const usageOf = new Map(usageOfSteps.map(({ stepId, usage }) => [stepId, usage]))
  const usageOfAttempt = new Map(usageOfAttempts.map(({ stepRunId, number, usage }) => [`${stepRunId} ${number}`, usage]))
  const durationsOf = groupBy(stepDurations, ({ stepId }) => stepId)
  return {
    ...runView(run, uncountedIn(plan), await standingOf(services, run, plan)),
    parent: run.parent === null ? null : await read.parentOf(run.id),
    input: run.input,
    output: contentView(run.output),
    graph: plan === null ? lostGraphView(steps) : graphView(plan),
    steps: steps
      .toSorted((a, b) => placeOf(a) - placeOf(b))
      .map((step) => ({
        ...stepView(step),
        attempts: (attemptsOf.get(step.id) ?? []).map((attempt) => attemptView(attempt, usageOfAttempt.get(`${attempt.stepRunId} ${attempt.number}`) ?? null)),
        usage: usageOf.get(step.stepId) ?? null,
      })),
    folder: services.runFolder(run.id),
    usualMs: usualOf(durations),
    usualSteps: [...order.keys()].flatMap((stepId) => {
      const usual = usualOf((durationsOf.get(stepId) ?? []).map(({ ms }) => ms))
      return usual === null ? [] : [{ stepId, ...usual }]
    }),
    lastLogSeq: run.lastLogSeq,
    usage: sumUsage(usageOfSteps.map(({ usage }) => usage)),
    related: [...(await read.relatedRuns(run.id))],
  }
}

/** A mapped step that was taken over has the items of the step that made its output. */
async function placeOfItems({ read }: EngineServices, runId: string, stepId: string): Promise<{ runId: string; stepId: string }> {
  const from = (await read.stepOf(runId, stepId))?.reusedFrom ?? null
  const source = from === null ? null : await read.step(from)
  return source === null ? { runId, stepId } : { runId: source.runId, stepId: source.stepId }
}

/** Whoever made an output that was taken over; null when that run has been removed. */
async function madeBy(read: EngineServices['read'], stepRunId: string) {
  const [step, values] = await Promise.all([read.step(stepRunId), read.values(stepRunId)])
  const run = step === null ? null : await read.run(step.runId)
  return run === null || values === null ? null : { run: { runId: run.id, externalId: run.externalId }, values }
}

async function stepDetail({ read }: EngineServices, stepRunId: string): Promise<StepRunDetail> {
  const [step, values, attempts, usages] = await Promise.all([read.step(stepRunId), read.values(stepRunId), read.attempts(stepRunId), read.usageByAttempts(stepRunId)])
  if (step === null || values === null) throw new EngineError('step_run_not_found', 'There is no such step run; its run may have been removed.')
  const made = step.reusedFrom === null ? null : await madeBy(read, step.reusedFrom)
  // A mapped step calls no model itself: what it used is what its items used.
  const items = step.map === null ? null : ((await read.usageBySteps(step.runId)).find(({ stepId }) => stepId === step.stepId)?.usage ?? null)
  return {
    ...stepView(step),
    child: await read.childOf(step.id),
    attempts: attempts.map((attempt) => attemptView(attempt, usages.find(({ number }) => number === attempt.number)?.usage ?? null)),
    usage: items ?? sumUsage(usages.map(({ usage }) => usage)),
    input: contentView(made?.values.input ?? values.input),
    output: contentView(values.output),
    reusedFromRun: made?.run ?? null,
    idempotencyKey: idempotencyKey(step.id),
  }
}

async function cancel(services: EngineServices, runId: string): Promise<CancelReceipt> {
  const { unitOfWork, plans, clock, bus, read } = services
  const before = await findRun(services, runId)
  const asked = clock.now()
  const { wakes } = await unitOfWork.run(async (tx) => {
    const cancelled = await cancelRun(tx, runId, { plans, now: clock.now(), ...hintsOn(bus) })
    tx.afterCommit(() => {
      bus.publish({ type: 'cancel', runId })
      bus.publish({ type: 'run', runId })
    })
    return cancelled
  })
  services.wake(wakes)
  const onFailure = (await planOf(services, before))?.onFailure ?? new Set()
  const stopped = await whenOver(services, runId, asked + CANCEL_WAIT_MS)
  const run = await findRun(services, runId)
  const steps = await read.steps(runId)
  return {
    run: await view(services, run),
    stoppedInMs: stopped ? (run.finishedAt ?? clock.now()) - asked : null,
    stepsStopped: steps.filter((step) => step.status === 'cancelled' && step.stepId !== OUTPUTS_STEP && !(onFailure.has(step.stepId) && step.attempt === 0)).length,
    stepsAlreadyDone: before.stepsTotal - before.stepsOpen,
    usage: sumUsage((await read.usageBySteps(runId)).map(({ usage }) => usage)),
  }
}

async function whenOver(services: EngineServices, runId: string, until: number): Promise<boolean> {
  const { clock } = services
  for (;;) {
    if (isRunOver((await findRun(services, runId)).status)) return true
    if (clock.now() >= until) return false
    await new Promise<void>((resolve) => clock.callAt(clock.now() + CANCEL_POLL_MS, resolve))
  }
}

const emptyStretch = (from: number): RunStatistics => ({ from, succeeded: 0, failed: 0, cancelled: 0, p50Ms: null, tokens: 0, usd: 0 })

export const runHandlers = {
  start: contract.runs.start.handler(async ({ input, context: { services } }) => {
    const { unitOfWork, plans, clock, ids, bus, vault } = services
    refuseSecretsInInput(input.input, vault.masker())
    const { started, wakes } = await unitOfWork.run(async (tx) => {
      const start = await startRun(tx, input, { plans, now: clock.now(), ids, ...hintsOn(bus) })
      tx.afterCommit(() => bus.publish({ type: 'run', runId: start.started.runId }))
      return start
    })
    services.wake(wakes)
    return started
  }),
  list: contract.runs.list.handler(async ({ input: { filter, skip, limit }, context: { services } }) => {
    const { items, total } = await services.read.runs(filter, { skip, limit })
    return { items: await Promise.all(items.map((run) => view(services, run))), total }
  }),
  get: contract.runs.get.handler(({ input, context: { services } }) => runDetail(services, input.run)),
  watch: contract.runs.watch.handler(({ input, context: { services }, signal }) => watchRun(services, input, signal)),
  cancel: contract.runs.cancel.handler(({ input, context: { services } }) => cancel(services, input.runId)),
  why: contract.runs.why.handler(({ input, context: { services } }) => whyOfRun(services, input.run)),
  pause: contract.runs.pause.handler(async ({ input, context: { services } }) => {
    await pause(services, input.runId)
    return view(services, await findRun(services, input.runId))
  }),
  resume: contract.runs.resume.handler(async ({ input, context: { services } }) => {
    await resume(services, input.runId)
    return view(services, await findRun(services, input.runId))
  }),
  items: contract.runs.items.handler(async ({ input: { runId, stepId, statuses, skip, limit }, context: { services } }) => {
    const place = await placeOfItems(services, runId, stepId)
    const { items, total } = await services.read.items(place, statuses ?? null, { skip, limit })
    return { items: items.map(stepView), total }
  }),
  step: contract.runs.step.handler(({ input, context: { services } }) => stepDetail(services, input.stepRunId)),
  log: contract.runs.log.handler(async ({ input: { runId, ...query }, context: { services } }) => {
    const run = await findRun(services, runId)
    return { lines: [...(await services.read.log(run.id, query))], lastSeq: run.lastLogSeq }
  }),
  watchLog: contract.runs.watchLog.handler(({ input, context: { services }, signal }) => watchLog(services, input, signal)),
  watchText: contract.runs.watchText.handler(({ input, context: { services }, signal }) => watchText(services, input, signal)),
  statistics: contract.runs.statistics.handler(async ({ input: { since, until, buckets, pipelineId }, context: { services } }) => {
    const stretchMs = Math.max(1, ((until ?? services.clock.now()) - since) / buckets)
    const found = new Map((await services.read.statistics({ since, stretchMs, pipelineId })).map((each) => [Math.round((each.from - since) / stretchMs), each]))
    const stretches = Array.from({ length: buckets }, (_, number): RunStatistics => found.get(number) ?? emptyStretch(since + number * stretchMs))
    return { stretches: stretches.map((each) => ({ ...each, from: Math.round(each.from) })), stretchMs }
  }),
  files: contract.runs.files.handler(async ({ input, context: { services } }) => {
    const run = await findRun(services, input.runId)
    return listRunFiles(services.runFolder(run.id), input.after)
  }),
  readFile: contract.runs.readFile.handler(async ({ input, context: { services } }) => {
    const run = await findRun(services, input.runId)
    return readRunFile(services.runFolder(run.id), input.path, input.offset)
  }),
}
