import { toRunPlan, type RunPlan } from '../core/runs/run-plan'
import { EngineError } from '../core/shared/engine-error'
import type { ReadStores } from '../ports/read-stores'
import { ANY_PLACE, type Places } from '../ports/places'
import type { PipelineVersionRecord } from '../ports/records'
import type { StepSpec } from '../core/pipelines/spec'

/** Versions are immutable, so what was laid out once stays right; the oldest give way. */
const KEPT = 200

export interface Dispatch {
  readonly places: Places
  /** The limited thing that a step takes a place of; null: none. */
  laneOf(step: StepSpec): string | null
}

/** The plans of pipeline versions, read once each, and the places in which their attempts run. */
export class RunPlans {
  readonly #read: Pick<ReadStores, 'pipelineVersionById'>
  readonly #dispatch: Dispatch
  readonly #plans = new Map<string, RunPlan>()

  constructor(read: Pick<ReadStores, 'pipelineVersionById'>, dispatch: Dispatch = { places: ANY_PLACE, laneOf: () => null }) {
    this.#read = read
    this.#dispatch = dispatch
  }

  get places(): Places {
    return this.#dispatch.places
  }

  /** `unseen` finds a version that the same commit stores: readers do not see it yet. */
  async of(versionId: string, unseen?: () => Promise<PipelineVersionRecord | null>): Promise<RunPlan> {
    const kept = this.#plans.get(versionId)
    if (kept !== undefined) return kept
    const plan = toRunPlan(await this.#version(versionId, unseen), (step) => this.#dispatch.laneOf(step))
    this.#plans.set(versionId, plan)
    const oldest = this.#plans.keys().next()
    if (this.#plans.size > KEPT && !oldest.done) this.#plans.delete(oldest.value)
    return plan
  }

  async #version(versionId: string, unseen: (() => Promise<PipelineVersionRecord | null>) | undefined): Promise<PipelineVersionRecord> {
    let version: PipelineVersionRecord | null
    try {
      version = (await this.#read.pipelineVersionById(versionId)) ?? (await unseen?.()) ?? null
    } catch (cause) {
      // A disk that refuses to be read for a moment has lost nothing.
      if (cause instanceof EngineError && cause.retryable) throw cause
      throw new EngineError('storage_corrupt', `The pipeline version ${versionId} in the database cannot be read.`, { cause })
    }
    if (version === null) throw new EngineError('pipeline_not_found', `The pipeline version ${versionId} is not in the database.`)
    return version
  }
}
