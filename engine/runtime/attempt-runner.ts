import type { Json } from '../contract/json'
import { compileExpression, evaluate, referencedSteps, render, type Scope } from '../core/pipelines/expressions'
import type { StepSpec } from '../core/pipelines/spec'
import type { AttemptOutcome } from '../core/runs/decisions'
import type { RunPlan } from '../core/runs/run-plan'
import { assertNever } from '../core/shared/assert-never'
import { clip, EngineError, toEngineError } from '../core/shared/engine-error'
import type { Clock } from '../ports/clock'
import type { Ids } from '../ports/ids'
import type { Logger } from '../ports/logger'
import type { ReadStores } from '../ports/read-stores'
import type { RunFolders } from '../ports/run-folders'
import type { StoredValue } from '../ports/records'
import type { StepContext, StepKind, StepKinds, StepOutcome } from '../ports/step-kind'
import type { UnitOfWork } from '../ports/unit-of-work'
import type { ClaimedAttempt } from '../usecases/run-transition'
import { idempotencyKey } from '../usecases/idempotency-key'
import type { RunPlans } from '../usecases/run-plans'
import type { LogWriter } from './log-writer'
import type { RunFactsReader } from './run-facts'
import type { ValueStore } from './value-store'

export interface RunnerDeps {
  readonly kinds: StepKinds
  readonly read: ReadStores
  readonly unitOfWork: UnitOfWork
  readonly plans: RunPlans
  readonly facts: RunFactsReader
  readonly values: ValueStore
  readonly logs: LogWriter
  readonly folders: RunFolders
  readonly clock: Clock
  readonly ids: Ids
  readonly logger: Logger
}

/** Why an attempt was told to stop. */
export type StopReason = 'cancel' | 'shutdown'

export interface AttemptReport {
  readonly outcome: AttemptOutcome
  readonly input: StoredValue
  readonly output: StoredValue
}

/** After an abort a step has this long to end by itself; then its outcome is recorded without it. */
const ABORT_GRACE_MS = 900
/** A step that works longer than this has its input stored ahead of its end, so that people can look at it. */
const SHOW_INPUT_AFTER_MS = 400
/** Items stored in one transaction. */
const ITEM_BATCH = 500
export const MAX_MAP_ITEMS = 100_000

const NOTHING: StoredValue = { kind: 'none' }

/**
 * Runs one attempt from its claim to its outcome: condition, list or inputs by expression, then the kind's handler under
 * a time limit. Never throws: whatever goes wrong is an outcome.
 */
export class AttemptRunner {
  readonly #deps: RunnerDeps

  constructor(deps: RunnerDeps) {
    this.#deps = deps
  }

  async run(claimed: ClaimedAttempt, stop: AbortSignal): Promise<AttemptReport> {
    try {
      const plan = await this.#deps.plans.of(claimed.versionId)
      const spec = plan.steps.get(claimed.stepId)
      if (spec === undefined) throw new EngineError('unexpected', `The pipeline version has no step "${claimed.stepId}".`)
      return await this.#runStep(claimed, plan, spec, stop)
    } catch (thrown) {
      return { outcome: failure(thrown), input: NOTHING, output: NOTHING }
    }
  }

  async #runStep(claimed: ClaimedAttempt, plan: RunPlan, spec: StepSpec, stop: AbortSignal): Promise<AttemptReport> {
    const isItem = claimed.itemIndex !== null
    const use = scopeUse(spec, isItem)
    const scope = use.uses ? await this.#scope(claimed, plan, use.steps) : null
    if (!isItem && spec.if !== null && scope !== null && !isTrue(value(spec.if, scope), spec)) return { outcome: { kind: 'skipped' }, input: NOTHING, output: NOTHING }
    if (!isItem && spec.map !== null && scope !== null) return this.#expand(claimed, spec, value(spec.map.over, scope), stop)
    const config = scope === null ? spec.with : render(spec.with, scope)
    return this.#perform(claimed, plan, spec, config, stop)
  }

  async #perform(claimed: ClaimedAttempt, plan: RunPlan, spec: StepSpec, config: Json, stop: AbortSignal): Promise<AttemptReport> {
    const { clock, values, unitOfWork, kinds } = this.#deps
    const input = isEmpty(config) ? NOTHING : await values.keep(config)
    const kind = kinds.get(spec.uses)
    if (kind === undefined) throw new EngineError('step_config_invalid', `This version of Signalbox has no step kind "${spec.uses}".`)
    const stopShowing = clock.callAt(clock.now() + SHOW_INPUT_AFTER_MS, () => {
      // Only for people to look at; the end of the attempt writes it again.
      unitOfWork.run(async (tx) => tx.steps.setInput(claimed.stepRunId, input)).catch((thrown: unknown) => this.#warn('input could not be stored early', claimed, thrown))
    })
    try {
      const outcome = await this.#underLimits(claimed, plan, spec, kind, config, stop)
      return { ...(await this.#keepOutcome(outcome)), input }
    } catch (thrown) {
      return { outcome: failure(thrown), input, output: NOTHING }
    } finally {
      stopShowing()
    }
  }

  async #underLimits(claimed: ClaimedAttempt, plan: RunPlan, spec: StepSpec, kind: StepKind, config: Json, stop: AbortSignal): Promise<StepOutcome | StopOutcome> {
    const { clock } = this.#deps
    const parsed = parseConfig(kind, spec, config)
    const abort = new AbortController()
    let timedOut = false
    const onStop = () => abort.abort(stop.reason)
    if (stop.aborted) onStop()
    stop.addEventListener('abort', onStop, { once: true })
    const stopTimer = clock.callAt(clock.now() + spec.timeoutMs, () => {
      timedOut = true
      abort.abort(new EngineError('timeout', `Step "${spec.id}" took longer than its limit of ${spec.timeoutMs / 1000} s.`))
    })
    const grace = this.#graceAfter(abort.signal, claimed)
    try {
      const context = await this.#context(claimed, plan, kind, abort.signal)
      const finished = kind.run(parsed, context)
      const outcome = await Promise.race([finished, grace.over])
      // A handler that returns after the abort did not succeed, whatever it says: its work was cut.
      if (!abort.signal.aborted || outcome.kind === 'succeeded') return outcome
      return stopped(abort.signal, timedOut)
    } catch (thrown) {
      if (abort.signal.aborted) return stopped(abort.signal, timedOut)
      throw thrown
    } finally {
      grace.end()
      stopTimer()
      stop.removeEventListener('abort', onStop)
    }
  }

  /** `over` settles some time after the signal, for handlers that do not heed it; not when it was ended before. */
  #graceAfter(signal: AbortSignal, claimed: ClaimedAttempt): { readonly over: Promise<StepOutcome>; end(): void } {
    const { clock, logger } = this.#deps
    let stopTimer = (): void => undefined
    let onAbort = (): void => undefined
    const over = new Promise<StepOutcome>((resolve) => {
      onAbort = () => {
        stopTimer = clock.callAt(clock.now() + ABORT_GRACE_MS, () => {
          logger.warn('step did not stop in time', { runId: claimed.runId, stepId: claimed.stepId })
          resolve({ kind: 'failed', code: 'cancelled', message: 'The step did not stop in time.', retryable: false })
        })
      }
    })
    if (signal.aborted) onAbort()
    else signal.addEventListener('abort', onAbort, { once: true })
    return {
      over,
      end() {
        signal.removeEventListener('abort', onAbort)
        stopTimer()
      },
    }
  }

  async #keepOutcome(outcome: StepOutcome | StopOutcome): Promise<{ outcome: AttemptOutcome; output: StoredValue }> {
    switch (outcome.kind) {
      case 'succeeded':
        return { outcome: { kind: 'succeeded' }, output: await this.#deps.values.keep(outcome.output) }
      case 'waiting':
        return { outcome: { kind: 'waiting', until: outcome.until }, output: await this.#deps.values.keep(outcome.output) }
      case 'failed':
        return {
          outcome: { kind: 'failed', error: { code: outcome.code, message: clip(outcome.message), ...(outcome.details !== undefined && { details: { ...outcome.details } }) }, retryable: outcome.retryable, retryAfterMs: 0 },
          output: NOTHING,
        }
      case 'cancelled':
      case 'lost':
        return { outcome, output: NOTHING }
      default:
        return assertNever(outcome)
    }
  }

  async #context(claimed: ClaimedAttempt, plan: RunPlan, kind: StepKind, signal: AbortSignal): Promise<StepContext> {
    const { clock, logs, folders } = this.#deps
    const source = { runId: claimed.runId, stepRunId: claimed.stepRunId, stepId: claimed.stepId, itemIndex: claimed.itemIndex, attempt: claimed.number }
    return {
      signal,
      folders: kind.usesFolders === true ? await folders.open(claimed.runId, plan.folder) : folders.of(claimed.runId, plan.folder),
      runId: claimed.runId,
      stepId: claimed.stepId,
      itemIndex: claimed.itemIndex,
      attempt: claimed.number,
      idempotencyKey: idempotencyKey(claimed.stepRunId),
      now: () => clock.now(),
      log: (level, text) => logs.add(source, level, text),
    }
  }

  async #scope(claimed: ClaimedAttempt, plan: RunPlan, stepsUsed: ReadonlySet<string>): Promise<Scope> {
    const { facts, read, values, folders } = this.#deps
    const { input, externalId, startedAt } = await facts.of(claimed.runId)
    const steps: Record<string, Scope['steps'][string]> = {}
    for (const outcome of await read.outcomes(claimed.runId, [...stepsUsed])) {
      const { output, errors } = await values.outputOf(outcome)
      steps[outcome.stepId] = { output, status: outcome.status, error: outcome.error, ...(outcome.output.kind === 'items' && { errors }) }
    }
    const { itemIndex } = claimed
    return {
      inputs: input,
      steps,
      ...(itemIndex !== null && { item: await read.itemValue(claimed.stepRunId), index: itemIndex }),
      run: { id: claimed.runId, externalId, folder: folders.of(claimed.runId, plan.folder).run, startedAt },
      pipeline: { name: plan.spec.name, version: plan.version, folder: plan.folder },
    }
  }

  /** Stores the items of a mapped step, ready to be begun one by one. */
  async #expand(claimed: ClaimedAttempt, spec: StepSpec, list: Json, stop: AbortSignal): Promise<AttemptReport> {
    const { unitOfWork, ids } = this.#deps
    if (!isList(list)) throw new EngineError('expression_failed', `"map.over" of step "${spec.id}" must give a list; \`${spec.map?.over ?? ''}\` gave ${nameOf(list)}.`)
    if (list.length > MAX_MAP_ITEMS) throw new EngineError('expression_failed', `"map.over" of step "${spec.id}" gave ${list.length} items; at most ${MAX_MAP_ITEMS} are possible.`)
    await unitOfWork.run((tx) => tx.steps.deleteItems(claimed.stepRunId))
    for (let start = 0; start < list.length && !stop.aborted; start += ITEM_BATCH) {
      await unitOfWork.run(async (tx) => {
        for (const [offset, item] of list.slice(start, start + ITEM_BATCH).entries()) {
          await tx.steps.insert({
            id: ids.next(),
            runId: claimed.runId,
            stepId: spec.id,
            itemIndex: start + offset,
            parentId: claimed.stepRunId,
            kind: spec.uses,
            remainingNeeds: 0,
            item,
          })
        }
      })
    }
    return { outcome: stop.aborted ? stopped(stop, false) : { kind: 'expanded', total: list.length }, input: NOTHING, output: NOTHING }
  }

  #warn(message: string, claimed: ClaimedAttempt, thrown: unknown): void {
    this.#deps.logger.warn(message, { runId: claimed.runId, stepId: claimed.stepId, reason: toEngineError(thrown).message })
  }
}

type StopOutcome = Extract<AttemptOutcome, { kind: 'cancelled' | 'lost' }>




function stopped(signal: AbortSignal, timedOut: false): StopOutcome
function stopped(signal: AbortSignal, timedOut: boolean): StepOutcome | StopOutcome
function stopped(signal: AbortSignal, timedOut: boolean): StepOutcome | StopOutcome {
  if (timedOut) return { kind: 'failed', code: 'timeout', message: toEngineError(signal.reason).message, retryable: true }
  const reason: unknown = signal.reason
  // Work that a shutdown cut is handed back: the next start goes on with it.
  return reason === ('shutdown' satisfies StopReason) ? { kind: 'lost' } : { kind: 'cancelled' }
}

function failure(thrown: unknown): AttemptOutcome {
  const error = toEngineError(thrown)
  return { kind: 'failed', error: error.toInfo(), retryable: error.retryable, retryAfterMs: 0 }
}

function parseConfig(kind: StepKind, spec: StepSpec, config: Json): unknown {
  const parsed = kind.config.safeParse(config)
  if (parsed.success) return parsed.data
  const findings = parsed.error.issues.slice(0, 5).map((issue) => `${['with', ...issue.path.map(String)].join('.')}: ${issue.message}`)
  throw new EngineError('step_config_invalid', `Step "${spec.id}" got values that "${spec.uses}" cannot use. ${findings.join('; ')}`)
}

function value(source: string, scope: Scope): Json {
  const compiled = compileExpression(source)
  if ('error' in compiled) throw new EngineError('expression_failed', `The expression \`${source}\` cannot be read: ${compiled.error}`)
  return evaluate(compiled, scope)
}

function isTrue(result: Json, spec: StepSpec): boolean {
  if (typeof result === 'boolean') return result
  throw new EngineError('expression_failed', `"if" of step "${spec.id}" must give true or false; \`${spec.if ?? ''}\` gave ${nameOf(result)}.`)
}

interface ScopeUse {
  readonly uses: boolean
  readonly steps: ReadonlySet<string>
}

const knownUse = new WeakMap<StepSpec, { readonly step: ScopeUse; readonly item: ScopeUse }>()

/** What is needed to begin a step; an item has its condition and its list behind it, and must not load that list 10,000 times. */
function scopeUse(spec: StepSpec, isItem: boolean): ScopeUse {
  const known = knownUse.get(spec) ?? readUse(spec)
  knownUse.set(spec, known)
  return isItem ? known.item : known.step
}

function readUse(spec: StepSpec): { step: ScopeUse; item: ScopeUse } {
  const bare = [spec.if, spec.map?.over ?? null].flatMap((source) => (source === null ? [] : [source]))
  const item = { uses: JSON.stringify(spec.with).includes('${{'), steps: referencedSteps(spec.with) }
  const steps = new Set([...item.steps, ...bare.flatMap((expression) => [...referencedSteps({ expression })])])
  return { step: { uses: bare.length > 0 || item.uses, steps }, item }
}

const isList = (json: Json): json is readonly Json[] => Array.isArray(json)
const isEmpty = (json: Json): boolean => typeof json === 'object' && json !== null && Object.keys(json).length === 0
const nameOf = (json: Json): string => (json === null ? 'null' : isList(json) ? 'a list' : typeof json === 'object' ? 'an object' : `a ${typeof json}`)

