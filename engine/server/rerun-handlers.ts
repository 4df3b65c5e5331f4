import type { JsonObject } from '../contract/json'
import type { StartedRun } from '../contract/run'
import { EngineError } from '../core/shared/engine-error'
import { hintsOn } from '../usecases/hints'
import { planAgain, type AgainRequest, type PlannedAgain } from '../usecases/plan-again'
import { planRetry, startAgain, type AskedAgain } from '../usecases/reruns'
import { refuseSecretsInInput } from '../usecases/secrets'
import type { EngineServices } from './context'
import { contract } from './middleware'
import { withPlantedSecrets } from './planted-secrets'

interface RerunInput {
  readonly run: string
  readonly from?: string | undefined
  readonly failedItems?: boolean | undefined
  readonly version?: number | undefined
  readonly text?: string | undefined
  readonly input?: JsonObject | undefined
}

function toRequest(services: EngineServices, { run, from, failedItems, version, text, input }: RerunInput): AgainRequest {
  if (input !== undefined) refuseSecretsInInput(input, services.vault.masker())
  return { run, from, failedItems, version, input, ...(text !== undefined && { edited: { text, parsed: withPlantedSecrets(services, text) } }) }
}

/** Stores what was planned and sets it going. */
export async function beginAgain(services: EngineServices, planned: PlannedAgain, asked: AskedAgain): Promise<StartedRun> {
  const { unitOfWork, plans, clock, ids, bus } = services
  const { started, wakes } = await unitOfWork.run(async (tx) => {
    const start = await startAgain(tx, planned, asked, { plans, now: clock.now(), ids, ...hintsOn(bus) })
    tx.afterCommit(() => {
      bus.publish({ type: 'run', runId: start.started.runId })
      // What is shown of the earlier one names those that came of it.
      bus.publish({ type: 'run', runId: planned.origin.id })
      if (start.savedVersion) bus.publish({ type: 'pipeline', pipelineId: planned.pipeline.id })
    })
    return start
  })
  services.wake(wakes)
  return started
}

export const rerunHandlers = {
  retry: contract.runs.retry.handler(async ({ input: { run, idempotencyKey, startedBy }, context: { services } }) =>
    beginAgain(services, await planRetry(services, run), { kind: 'retry', request: { run }, idempotencyKey, startedBy }),
  ),
  previewRerun: contract.runs.previewRerun.handler(async ({ input, context: { services } }) => (await planAgain(services, toRequest(services, input))).shown),
  rerun: contract.runs.rerun.handler(async ({ input: { idempotencyKey, startedBy, ...input }, context: { services, permissions } }) => {
    // Whoever may run what there is may not store what there is not.
    if (input.text !== undefined && !permissions.has('author')) throw new EngineError('forbidden', 'Your role does not allow this; an edited definition needs the permission "author".')
    const request = toRequest(services, input)
    return beginAgain(services, await planAgain(services, request), { kind: 'rerun', request, idempotencyKey, startedBy })
  }),
}
