import { EngineError } from '../../core/shared/engine-error'
import { pauseRun, resumeRun } from '../../usecases/pause-run'
import { planRetry, startAgain } from '../../usecases/reruns'
import { cancelRun, startRun } from '../../usecases/runs'
import type { RunRows } from '../history/rows'
import type { Happening, Life } from './life'
import { mended } from './scenario'

/** Somebody who paused it again and again would keep it from ever ending. */
const MOST_PAUSES = 4
const MOST_RETRIES = 2

/** Those who submit, retry, cancel, pause and resume runs. */
export class People {
  #submitted = 0
  #retries = 0
  #pauses = 0
  #cancelled = false
  readonly #life: Life

  constructor(life: Life) {
    this.#life = life
  }

  /** What people do; nothing waits for it. */
  anytime(all: readonly RunRows[], open: readonly RunRows[], event: number): Happening[] {
    const happenings: Happening[] = []
    if (this.#submitted < this.#life.scenario.runs) happenings.push(() => this.submit())
    const own = open.filter(({ run }) => this.#life.started.get(run.id)?.child !== null)
    const target = own[this.#life.draw(own.length || 1)]
    if (event >= (this.#life.chance.cancelAfter ?? Infinity) && !this.#cancelled && target !== undefined) happenings.push(() => this.#cancel(target))
    const paused = open.filter(({ run }) => run.pausedAt !== null)
    if (paused.length > 0) happenings.push(() => this.#resume(paused))
    if (open.length > paused.length && this.#pauses < MOST_PAUSES && this.#life.draw(10) === 0) happenings.push(() => this.#pause(open))
    const failed = all.filter(({ run }) => (run.status === 'failed' || run.status === 'cancelled') && this.#life.started.get(run.id)?.child !== null)
    if (failed.length > 0 && this.#retries < MOST_RETRIES && this.#life.draw(4) === 0) happenings.push(() => this.#retry(failed))
    return happenings
  }

  async submit(): Promise<void> {
    this.#submitted += 1
    const { spec, fates, child } = this.#life.scenario
    const priority = this.#life.draw(3) - 1
    const { started } = await this.#life.world.run((tx) => startRun(tx, { pipeline: spec.name, input: {}, priority, startedBy: 'api' }, { ...this.#life.options(), ids: this.#life.ids }))
    this.#life.started.set(started.runId, { fated: { spec, fates }, child, originId: null })
    this.#life.fruitless.clear()
  }

  async #retry(failed: readonly RunRows[]): Promise<void> {
    this.#retries += 1
    const origin = failed[this.#life.draw(failed.length)]
    const before = origin === undefined ? undefined : this.#life.started.get(origin.run.id)
    if (origin === undefined || before === undefined) return
    const { plans, read } = this.#life.world
    try {
      const planned = await planRetry({ read, plans }, origin.run.id)
      const { started } = await this.#life.world.run((tx) => startAgain(tx, planned, { kind: 'retry', request: { run: origin.run.id }, startedBy: 'api' }, { ...this.#life.options(), ids: this.#life.ids }))
      this.#life.started.set(started.runId, { fated: mended(before.fated), child: before.child === null ? null : mended(before.child), originId: origin.run.id })
      this.#life.fruitless.clear()
    } catch (thrown) {
      // It was cancelled when everything was done.
      if (!(thrown instanceof EngineError) || thrown.code !== 'nothing_to_run') throw thrown
    }
  }

  async #cancel({ run }: RunRows): Promise<void> {
    this.#cancelled = true
    this.#life.fruitless.clear()
    await this.#life.world.run((tx) => cancelRun(tx, run.id, this.#life.options()))
  }

  async #pause(open: readonly RunRows[]): Promise<void> {
    this.#pauses += 1
    const target = open[this.#life.draw(open.length)]
    if (target !== undefined) await this.#life.world.run((tx) => pauseRun(tx, target.run.id, this.#life.options()))
  }

  async #resume(paused: readonly RunRows[]): Promise<void> {
    this.#life.fruitless.clear()
    const target = paused[this.#life.draw(paused.length)]
    if (target !== undefined) await this.#life.world.run((tx) => resumeRun(tx, target.run.id, this.#life.options()))
  }
}
