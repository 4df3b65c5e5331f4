import { queueSettings, type QueueSetting } from '../contract/queue'
import type { Json } from '../contract/json'
import { EngineError } from '../core/shared/engine-error'
import type { ReadStores } from '../ports/read-stores'
import type { Transaction } from '../ports/unit-of-work'
import { storedSetting } from './stored-setting'

const SETTING = 'queues'
const MAX_QUEUES = 100
const MAX_NAMED = 5

type Queues = Readonly<Record<string, number>>

const changed = (value: Json | null): Queues => storedSetting<Queues>('the queues', value, queueSettings, {})

/** Every queue with its places: those that are always there, as they were changed, then those that were added, by name. */
export async function readQueues(read: Pick<ReadStores, 'setting'>, builtIn: Queues): Promise<Queues> {
  return { ...builtIn, ...changed(await read.setting(SETTING)) }
}

/** Throws `request_invalid` when there are too many. */
export async function saveQueue(tx: Transaction, { name, concurrency }: QueueSetting, now: number): Promise<QueueSetting> {
  const before = changed(await tx.settings.get(SETTING))
  const after = { ...before, [name]: concurrency }
  if (Object.keys(after).length > MAX_QUEUES)
    throw new EngineError('request_invalid', `There are ${MAX_QUEUES} queues already, and no more are possible. Remove one first.`)
  await tx.settings.put(SETTING, inOrder(after), now)
  return { name, concurrency }
}

export interface QueueUse {
  /** Attempts in it, at work or not. */
  readonly attempts: number
  /** Names of the pipelines whose current version has steps in it. */
  readonly pipelines: readonly string[]
}

/** Throws `queue_not_found`, `queue_in_use`, and `request_invalid` for those that are always there. */
export async function removeQueue(
  tx: Transaction,
  name: string,
  { use, builtIn, now }: { readonly use: QueueUse; readonly builtIn: Queues; readonly now: number },
): Promise<void> {
  const before = changed(await tx.settings.get(SETTING))
  if (Object.hasOwn(builtIn, name))
    throw new EngineError('request_invalid', `The queue "${name}" is always there. How many of its attempts run at the same time can be changed.`)
  if (!Object.hasOwn(before, name)) throw new EngineError('queue_not_found', `There is no queue "${name}".`)
  const reason = reasonOf(use)
  if (reason !== null)
    throw new EngineError('queue_in_use', `The queue "${name}" cannot be removed: ${reason}.`, {
      details: { attempts: use.attempts, pipelines: use.pipelines },
    })
  const { [name]: _removed, ...others } = before
  await tx.settings.put(SETTING, others, now)
}

function reasonOf({ attempts, pipelines }: QueueUse): string | null {
  if (pipelines.length > 0) {
    const named = pipelines
      .slice(0, MAX_NAMED)
      .map((pipeline) => `"${pipeline}"`)
      .join(', ')
    const more = pipelines.length > MAX_NAMED ? ` and ${pipelines.length - MAX_NAMED} more` : ''
    return `${pipelines.length === 1 ? 'the pipeline' : 'the pipelines'} ${named}${more} ${pipelines.length === 1 ? 'has' : 'have'} steps in it`
  }
  return attempts === 0 ? null : attempts === 1 ? 'an attempt is in it' : `${attempts} attempts are in it`
}

const inOrder = (queues: Queues): Record<string, number> => Object.fromEntries(Object.entries(queues).sort(([one], [other]) => (one < other ? -1 : 1)))
