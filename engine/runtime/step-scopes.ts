import type { ErrorInfo } from '../contract/errors'
import type { Scope } from '../core/pipelines/expressions'
import type { RunScope } from '../core/pipelines/scope'
import type { SecretReferences } from '../core/pipelines/secret-references'
import type { RunPlan } from '../core/runs/run-plan'
import type { ReadStores } from '../ports/read-stores'
import type { RunFolders } from '../ports/run-folders'
import type { ClaimedAttempt } from '../usecases/transition-options'
import type { RecentOutcomes } from './recent-outcomes'
import type { RunFactsReader } from './run-facts'
import type { ValueStore } from './value-store'

export interface StepScopesDeps {
  readonly facts: RunFactsReader
  readonly outcomes: RecentOutcomes
  readonly read: Pick<ReadStores, 'itemValue' | 'runError'>
  readonly values: ValueStore
  readonly folders: RunFolders
  readonly references: SecretReferences
}

/** What the expressions of a step may name. */
export class StepScopes {
  readonly #deps: StepScopesDeps

  constructor(deps: StepScopesDeps) {
    this.#deps = deps
  }

  async of(claimed: ClaimedAttempt, plan: RunPlan, stepsUsed: ReadonlySet<string>): Promise<Scope> {
    const { facts, outcomes, read, values, folders, references } = this.#deps
    const { input, externalId, startedAt } = await facts.of(claimed.runId)
    const steps: Record<string, Scope['steps'][string]> = {}
    for (const outcome of await outcomes.of(claimed.runId, stepsUsed)) {
      const { output, errors } = await values.outputOf(outcome)
      steps[outcome.stepId] = { output, status: outcome.status, error: outcome.error, ...(outcome.output.kind === 'items' && { errors }) }
    }
    const { itemIndex } = claimed
    return {
      inputs: input,
      steps,
      secret: (name) => references.placeholderOf(name),
      ...(itemIndex !== null && { item: await read.itemValue(claimed.stepRunId), index: itemIndex }),
      run: {
        id: claimed.runId,
        externalId,
        folder: folders.of(claimed.runId, plan.folder).run,
        startedAt,
        ...(plan.onFailure.has(claimed.stepId) && { error: runErrorScope(await read.runError(claimed.runId)) }),
      },
      pipeline: { name: plan.spec.name, version: plan.version, folder: plan.folder },
    }
  }
}

/** The step that failed first stands with the error (see `RunTransition`). */
function runErrorScope(error: ErrorInfo | null): NonNullable<RunScope['error']> {
  const step = error?.details?.['step']
  return { code: error?.code ?? 'unexpected', message: error?.message ?? 'No reason was given.', step: typeof step === 'string' ? step : null }
}
