import type { Json } from '../contract/json'
import type { StartedRun } from '../contract/run'
import { render } from '../core/pipelines/expressions'
import type { SecretReferences } from '../core/pipelines/secret-references'
import type { StepSpec } from '../core/pipelines/spec'
import type { AttemptOutcome } from '../core/runs/decisions'
import type { RunPlan } from '../core/runs/run-plan'
import { maskJson } from '../core/secrets/mask-json'
import { assertNever } from '../core/shared/assert-never'
import { clip, EngineError, toEngineError } from '../core/shared/engine-error'
import type { Bus } from '../ports/bus'
import type { Clock } from '../ports/clock'
import type { Ids } from '../ports/ids'
import type { Logger } from '../ports/logger'
import type { ReadStores } from '../ports/read-stores'
import type { StoredValue } from '../ports/records'
import type { RunFolders } from '../ports/run-folders'
import type { Secrets } from '../ports/secrets'
import type { ChildRunRequest, ModelUsage, StepContext, StepKind, StepKinds, StepOutcome } from '../ports/step-kind'
import type { UnitOfWork } from '../ports/unit-of-work'
import type { Wakes } from '../usecases/attempts'
import { cacheKey } from '../usecases/cache-key'
import { startChildRun } from '../usecases/child-runs'
import { hintsOn } from '../usecases/hints'
import { idempotencyKey } from '../usecases/idempotency-key'
import type { PlannedAgain } from '../usecases/plan-again'
import { planChildAgain } from '../usecases/retry-child'
import type { RunPlans } from '../usecases/run-plans'
import { refuseSecretsInInput } from '../usecases/secrets'
import type { ClaimedAttempt } from '../usecases/transition-options'
import { AttemptOutput } from './attempt-output'
import { type LaneNews, LaneReport } from './lane-report'
import type { LiveTextBoard } from './live-text-board'
import type { LogWriter } from './log-writer'
import { failedOutcome, maskedOutcome } from './masked-outcome'
import type { RecentOutcomes } from './recent-outcomes'
import type { RunFactsReader } from './run-facts'
import type { StepCache } from './step-cache'
import { isTrue, scopeUse, valueOf } from './step-expressions'
import { runUnderLimits, stopped, type StopOutcome } from './step-limits'
import { StepScopes } from './step-scopes'
import { isOfStorage, type StoragePatience } from './storage-patience'
import { storeItems } from './store-items'
import { UsageCount } from './usage-count'
import { boundOutput, type ValueStore } from './value-store'

export interface RunnerDeps {
  readonly kinds: StepKinds
  readonly read: ReadStores
  readonly unitOfWork: UnitOfWork
  readonly plans: RunPlans
  readonly facts: RunFactsReader
  readonly outcomes: RecentOutcomes
  readonly values: ValueStore
  readonly cache: StepCache
  readonly logs: LogWriter
  readonly board: LiveTextBoard
  readonly secrets: Secrets
  readonly references: SecretReferences
  readonly folders: RunFolders
  readonly lanes: LaneNews
  readonly patience: StoragePatience
  readonly clock: Clock
  readonly ids: Ids
  readonly logger: Logger
  readonly bus: Bus
  readonly wake: (wakes: Wakes) => void
}

export interface AttemptReport {
  readonly outcome: AttemptOutcome
  readonly input: StoredValue
  readonly output: StoredValue
  /** One a model. */
  readonly usages: readonly ModelUsage[]
  /** The step run whose output it is, when it was not made anew. */
  readonly reusedFrom?: string
  /** Under which the output is to be kept for others, and until when. */
  readonly cache?: { readonly key: string; readonly expiresAt: number }
  /** The output had secrets in it, which are masked. */
  readonly heldSecrets?: boolean
}

/** A step that works longer than this has its input stored ahead of its end, so that people can look at it. */
const SHOW_INPUT_AFTER_MS = 400

const NOTHING: StoredValue = { kind: 'none' }
const NOTHING_TO_STOP = (): void => undefined

/**
 * Runs one attempt from its claim to its outcome: condition, list or inputs by expression, then the kind's handler under
 * a time limit. Never throws: whatever goes wrong is an outcome.
 */
export class AttemptRunner {
  readonly #deps: RunnerDeps
  readonly #scopes: StepScopes

  constructor(deps: RunnerDeps) {
    this.#deps = deps
    this.#scopes = new StepScopes(deps)
  }

  async run(claimed: ClaimedAttempt, stop: AbortSignal): Promise<AttemptReport> {
    try {
      const plan = await this.#deps.patience.with(() => this.#deps.plans.of(claimed.versionId), stop)
      const spec = plan.steps.get(claimed.stepId)
      if (spec === undefined) throw new EngineError('unexpected', `The pipeline version has no step "${claimed.stepId}".`)
      return await this.#runStep(claimed, plan, spec, stop)
    } catch (thrown) {
      return { outcome: this.#failed(thrown, stop), input: NOTHING, output: NOTHING, usages: [] }
    } finally {
      this.#deps.lanes.ended(claimed.lane)
    }
  }

  /** Whoever was stopped while it waited for the storage did not fail. */
  #failed(thrown: unknown, stop: AbortSignal): Extract<AttemptOutcome, { kind: 'failed' }> | StopOutcome {
    return stop.aborted && isOfStorage(thrown) ? stopped(stop, false) : failedOutcome(thrown, this.#deps.secrets.masker())
  }

  async #runStep(claimed: ClaimedAttempt, plan: RunPlan, spec: StepSpec, stop: AbortSignal): Promise<AttemptReport> {
    const isItem = claimed.itemIndex !== null
    const use = scopeUse(spec, isItem)
    const { patience } = this.#deps
    const scope = use.uses ? await patience.with(() => this.#scopes.of(claimed, plan, use.steps), stop) : null
    if (!isItem && spec.if !== null && scope !== null && !isTrue(valueOf(spec.if, scope), spec)) return { outcome: { kind: 'skipped' }, input: NOTHING, output: NOTHING, usages: [] }
    if (!isItem && spec.map !== null && scope !== null) {
      const items = { spec, list: valueOf(spec.map.over, scope), stop }
      return { outcome: await patience.with(() => storeItems(this.#deps, claimed, items), stop), input: NOTHING, output: NOTHING, usages: [] }
    }
    const config = scope === null ? spec.with : render(spec.with, scope)
    if (spec.cache === null) return this.#perform(claimed, plan, spec, config, stop)
    const key = scope === null ? spec.cache.key : render(spec.cache.key, scope)
    return this.#performCached(claimed, { plan, spec, config, cache: { key, ttlMs: spec.cache.ttlMs } }, stop)
  }

  /** Takes what a step that did the same gave out; else does it, and says under which key it is to be kept. */
  async #performCached(claimed: ClaimedAttempt, { plan, spec, config, cache }: { plan: RunPlan; spec: StepSpec; config: Json; cache: { key: Json; ttlMs: number } }, stop: AbortSignal): Promise<AttemptReport> {
    const { references, secrets, values, facts, logs, clock, patience } = this.#deps
    const shown = references.show(config)
    const key = cacheKey({ kind: spec.uses, key: cache.key, config: shown, folder: plan.folder })
    const { noCache, rerunFrom } = await patience.with(() => facts.of(claimed.runId), stop)
    const hit = noCache || rerunFrom === claimed.stepId ? null : await this.#deps.cache.find(key)
    if (hit !== null) {
      const run = hit.externalId === '' ? 'an earlier run' : hit.externalId
      logs.add({ ...claimed, attempt: claimed.number }, 'info', `Taken from the step cache: ${run} did the same, and this is what it gave out.`)
      return { outcome: { kind: 'succeeded' }, input: await patience.with(() => values.keep(maskJson(shown, secrets.masker())), stop), output: hit.output, usages: [], reusedFrom: hit.stepRunId }
    }
    const report = await this.#perform(claimed, plan, spec, config, stop)
    return report.outcome.kind === 'succeeded' && report.heldSecrets !== true ? { ...report, cache: { key, expiresAt: clock.now() + cache.ttlMs } } : report
  }

  async #perform(claimed: ClaimedAttempt, plan: RunPlan, spec: StepSpec, rendered: Json, stop: AbortSignal): Promise<AttemptReport> {
    const { clock, values, unitOfWork, kinds, logs, board, secrets, references, patience } = this.#deps
    // Secrets may be added and changed at any moment: every text is masked with what is secret when it is about to be kept.
    const shown = maskJson(references.show(rendered), secrets.masker())
    const input = isEmpty(shown) ? NOTHING : await patience.with(() => values.keep(shown), stop)
    const kind = kinds.get(spec.uses)
    if (kind === undefined) throw new EngineError('step_config_invalid', `This version of Signalbox has no step kind "${spec.uses}".`)
    const stopShowing = input.kind === 'none' ? NOTHING_TO_STOP : clock.callAt(clock.now() + SHOW_INPUT_AFTER_MS, () => {
      // Only for people to look at; the end of the attempt writes it again.
      unitOfWork.run(async (tx) => tx.steps.setInput(claimed.stepRunId, input)).catch((thrown: unknown) => this.#warn('input could not be stored early', claimed, thrown))
    })
    const source = { runId: claimed.runId, stepRunId: claimed.stepRunId, stepId: claimed.stepId, itemIndex: claimed.itemIndex, attempt: claimed.number }
    const output = new AttemptOutput(source, { logs, board, masker: () => secrets.masker() })
    const usages = new UsageCount()
    const lane = new LaneReport(claimed.lane, this.#deps.lanes, clock)
    try {
      const parsed = parseConfig(kind, spec, await this.#withSecrets(rendered, kind))
      const outcome = await runUnderLimits(async (signal) => kind.run(parsed, await this.#context(claimed, plan, kind, { signal, output, usages, lane })), {
        spec,
        stop,
        clock,
        onOverrun: () => this.#deps.logger.warn('step did not stop in time', { runId: claimed.runId, stepId: claimed.stepId }),
      })
      if (outcome.kind === 'succeeded' || outcome.kind === 'waiting') boundOutput(outcome.output)
      if (outcome.kind === 'failed') output.log('error', `Attempt ${claimed.number} failed: ${outcome.message}`)
      lane.came(outcome)
      const shownOutcome = maskedOutcome(outcome, secrets.masker())
      const heldSecrets = outcome.kind === 'succeeded' && shownOutcome.kind === 'succeeded' && outcome.output !== shownOutcome.output
      return { ...(await patience.with(() => this.#keepOutcome(shownOutcome), stop)), input, usages: usages.all, heldSecrets }
    } catch (thrown) {
      const outcome = this.#failed(thrown, stop)
      if (outcome.kind === 'failed') output.log('error', `Attempt ${claimed.number} failed: ${outcome.error.message}`)
      return { outcome, input, output: NOTHING, usages: usages.all }
    } finally {
      stopShowing()
      output.end()
    }
  }

  async #withSecrets(rendered: Json, kind: StepKind): Promise<Json> {
    const { references, secrets } = this.#deps
    const { names, misplaced } = references.collect(rendered, kind.secretsIn ?? [])
    if (names.size === 0) return rendered
    if (misplaced !== null) throw new EngineError('step_config_invalid', `A secret may not stand under "with.${misplaced}" of a step that uses "${kind.kind}".`)
    return references.fill(rendered, new Map(await Promise.all([...names].map(async (name) => [name, await secrets.reveal(name)] as const))))
  }

  async #keepOutcome(outcome: StepOutcome | StopOutcome): Promise<{ outcome: AttemptOutcome; output: StoredValue }> {
    switch (outcome.kind) {
      case 'succeeded':
        return { outcome: { kind: 'succeeded' }, output: await this.#deps.values.keep(outcome.output) }
      case 'waiting':
        return { outcome: { kind: 'waiting', until: outcome.until }, output: await this.#deps.values.keep(outcome.output) }
      case 'asked':
        return { outcome: { kind: 'asked', ask: outcome.ask }, output: NOTHING }
      case 'child':
        return { outcome: { kind: 'child', runId: outcome.runId, ended: null }, output: NOTHING }
      case 'failed':
        return {
          outcome: { kind: 'failed', error: { code: outcome.code, message: clip(outcome.message), ...(outcome.details !== undefined && { details: { ...outcome.details } }) }, retryable: outcome.retryable, retryAfterMs: outcome.retryAfterMs ?? 0 },
          output: NOTHING,
        }
      case 'cancelled':
      case 'lost':
        return { outcome, output: NOTHING }
      default:
        return assertNever(outcome)
    }
  }

  async #context(claimed: ClaimedAttempt, plan: RunPlan, kind: StepKind, { signal, output, usages, lane }: { signal: AbortSignal; output: AttemptOutput; usages: UsageCount; lane: LaneReport }): Promise<StepContext> {
    const { clock, folders, facts, unitOfWork, patience } = this.#deps
    return {
      signal,
      folders: kind.usesFolders === true ? await folders.open(claimed.runId, plan.folder, (await patience.with(() => facts.of(claimed.runId), signal)).earlierRuns) : folders.of(claimed.runId, plan.folder),
      runId: claimed.runId,
      stepId: claimed.stepId,
      itemIndex: claimed.itemIndex,
      attempt: claimed.number,
      idempotencyKey: idempotencyKey(claimed.stepRunId),
      now: () => clock.now(),
      mask: (text) => this.#deps.secrets.masker().mask(text),
      log: (level, text) => output.log(level, text),
      stream: (text) => output.stream(text),
      startRun: (request) => patience.with(() => this.#startRun(claimed, request), signal),
      learnt: (facts) => lane.learnt(facts),
      jobTaken: (job) => patience.with(() => unitOfWork.run((tx) => tx.jobs.put(claimed.runId, claimed.stepRunId, job)), signal),
      jobOver: () => unitOfWork.run((tx) => tx.jobs.remove(claimed.stepRunId)),
      used: (usage) => {
        usages.add(usage)
        lane.used(usage.inputTokens + usage.outputTokens)
      },
    }
  }

  async #startRun(claimed: ClaimedAttempt, request: ChildRunRequest): Promise<StartedRun> {
    const { unitOfWork, plans, clock, ids, bus, secrets, wake, facts } = this.#deps
    refuseSecretsInInput(request.input, secrets.masker())
    const again = await this.#childAgain(claimed, request)
    const { noCache } = await facts.of(claimed.runId)
    const { started, wakes } = await unitOfWork.run(async (tx) => {
      const start = await startChildRun(tx, claimed, { request, again, noCache }, { plans, now: clock.now(), ids, ...hintsOn(bus) })
      tx.afterCommit(() => bus.publish({ type: 'run', runId: start.started.runId }))
      return start
    })
    wake(wakes)
    return started
  }

  /** Of a retry alone: a rerun was asked to do the step anew. */
  async #childAgain({ runId, stepId, itemIndex }: ClaimedAttempt, request: ChildRunRequest): Promise<PlannedAgain | null> {
    const { isRetry, earlierRuns } = await this.#deps.facts.of(runId)
    return isRetry ? planChildAgain(this.#deps, { stepId, itemIndex, earlierRuns }, request) : null
  }

  #warn(message: string, claimed: ClaimedAttempt, thrown: unknown): void {
    this.#deps.logger.warn(message, { runId: claimed.runId, stepId: claimed.stepId, reason: toEngineError(thrown).message })
  }
}

function parseConfig(kind: StepKind, spec: StepSpec, config: Json): unknown {
  const parsed = kind.config.safeParse(config)
  if (parsed.success) return parsed.data
  const findings = parsed.error.issues.slice(0, 5).map((issue) => `${['with', ...issue.path.map(String)].join('.')}: ${issue.message}`)
  throw new EngineError('step_config_invalid', `Step "${spec.id}" got values that "${spec.uses}" cannot use. ${findings.join('; ')}`)
}

const isEmpty = (json: Json): boolean => typeof json === 'object' && json !== null && Object.keys(json).length === 0
