import type { Why } from '../contract/why'
import { isRunOver } from '../core/runs/run-state'
import { EngineError } from '../core/shared/engine-error'
import { explainEnded } from '../core/why/explain-ended'
import { explainRun, explainStep, type WhyFacts } from '../core/why/explain'
import type { RunRecord } from '../ports/records'
import type { EngineServices } from './context'
import { listQueues } from './queues-handlers'
import { standingOf } from './run-control'

/** Of a large map, as many say what holds the others too. */
const MOST_STEPS = 200

/** What a run waits for, and each of its open steps; or how it has ended. Reads only what is open, and who holds places. */
export async function whyOfRun(services: EngineServices, which: string): Promise<{ why: Why | null; steps: Why[] }> {
  const { read, plans, clock, stuckAfterMs } = services
  const run = await read.run(which)
  if (run === null) throw new EngineError('run_not_found', `There is no run ${which}. It may have been removed, or belong to another data folder.`)
  if (isRunOver(run.status)) return { why: await whyItEnded(services, run), steps: [] }
  const [open, places, status, standing] = await Promise.all([
    read.openSteps(run.id, MOST_STEPS),
    listQueues(services),
    services.status(),
    plans.of(run.versionId).then(
      (plan) => standingOf(services, run, plan),
      () => standingOf(services, run, null),
    ),
  ])
  const steps = open.map(({ stepId, itemIndex, ...step }) => ({ ...step, name: itemIndex === null ? stepId : `${stepId}, item ${itemIndex}` }))
  const facts: WhyFacts = { now: clock.now(), stuckAfterMs, engine: status.health, run: { ...run, ...standing }, steps, ...places }
  return { why: explainRun(facts), steps: steps.flatMap((step) => explainStep(step, facts) ?? []) }
}

async function whyItEnded({ read, clock }: EngineServices, { id, status, finishedAt, error }: RunRecord): Promise<Why> {
  const stepId = error?.details?.['step']
  const step = typeof stepId === 'string' ? await read.stepOf(id, stepId) : null
  return explainEnded({ now: clock.now(), status, finishedAt: finishedAt ?? clock.now(), error, failedStep: step?.id ?? null })
}
