import type { StepRun, StepStatus } from '../../../engine/contract/step'

/**
 * The statuses of a mapped step's items, a byte each: ten thousand items are 10 kB, copied once per frame in which one of
 * them changed. 0 is an item about which nothing has been read or heard.
 */
export interface ItemStatuses {
  readonly codes: Uint8Array
  /** Raised by every change, so that whoever draws them can tell. */
  readonly revision: number
}

const CODES = { pending: 1, ready: 2, running: 3, waiting: 4, succeeded: 5, failed: 6, skipped: 7, cancelled: 8 } as const satisfies Record<StepStatus, number>

const BY_CODE = ['pending', 'ready', 'running', 'waiting', 'succeeded', 'failed', 'skipped', 'cancelled'] as const satisfies readonly StepStatus[]

export const noItemStatuses = (total: number): ItemStatuses => ({ codes: new Uint8Array(total), revision: 0 })

/** What is known of an item; null when nothing is. */
export function itemStatus(items: ItemStatuses, index: number): StepStatus | null {
  const code = items.codes[index] ?? 0
  return code === 0 ? null : (BY_CODE[code - 1] ?? null)
}

/** One change heard from the run's events, which are newer than anything read. */
export interface ItemChange {
  readonly index: number
  readonly status: StepStatus
}

export function withItemChanges(items: ItemStatuses, changes: readonly ItemChange[]): ItemStatuses {
  if (changes.length === 0) return items
  const codes = items.codes.slice()
  for (const { index, status } of changes) if (index < codes.length) codes[index] = CODES[status]
  return { codes, revision: items.revision + 1 }
}

/** Fills in what was read from the engine, where no event has spoken yet: a page may be older than the newest event. */
export function withItemsRead(items: ItemStatuses, rows: readonly StepRun[]): ItemStatuses {
  const codes = items.codes.slice()
  for (const { itemIndex, status } of rows) if (itemIndex !== null && codes[itemIndex] === 0) codes[itemIndex] = CODES[status]
  return { codes, revision: items.revision + 1 }
}

/** The statuses of neighbouring items that share one square when there are more items than squares. */
export interface ItemGroup {
  readonly from: number
  /** Exclusive. */
  readonly to: number
  /** The one that needs the eye most; null when nothing is known. */
  readonly status: StepStatus | null
}

/** What the eye should find first, when one square stands for several items. */
const URGENCY: Readonly<Record<StepStatus, number>> = { failed: 8, running: 7, waiting: 6, ready: 5, cancelled: 4, pending: 3, skipped: 2, succeeded: 1 }

/** At most `squares` groups of equal size, in the order of the list. */
export function groupItems(items: ItemStatuses, squares: number): readonly ItemGroup[] {
  const total = items.codes.length
  const size = Math.max(1, Math.ceil(total / Math.max(1, squares)))
  return Array.from({ length: Math.ceil(total / size) }, (_, group) => {
    const from = group * size
    const to = Math.min(total, from + size)
    return { from, to, status: mostUrgent(items, from, to) }
  })
}

function mostUrgent(items: ItemStatuses, from: number, to: number): StepStatus | null {
  let found: StepStatus | null = null
  for (let index = from; index < to; index += 1) {
    const status = itemStatus(items, index) ?? 'pending'
    if (found === null || URGENCY[status] > URGENCY[found]) found = status
  }
  return found
}
