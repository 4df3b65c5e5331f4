import { memo } from 'react'
import type { StepStatus } from '../../../engine/contract/step'
import { STATUS_LOOK } from '../../components/statuses'
import { groupItems, type ItemGroup, type ItemStatuses } from './item-statuses'
import styles from './item-grid.module.css'
import { itemsWords } from './run-words'

/** One square an item up to here; beyond, each stands for several. */
const SQUARES = 520

interface ItemGridProps {
  readonly items: ItemStatuses
  readonly map: { readonly total: number; readonly done: number; readonly failed: number }
  /** The item that is looked at. */
  readonly chosen: number | null
  readonly onChoose: (index: number) => void
}

/** The items of a mapped step as squares, in the order of its list. The list beside it is the way by keyboard. */
export const ItemGrid = memo(function ItemGrid({ items, map, chosen, onChoose }: ItemGridProps) {
  const groups = groupItems(items, SQUARES)
  const several = (groups[0]?.to ?? 1) > 1
  const press = (event: React.MouseEvent) => {
    const from = event.target instanceof HTMLElement ? event.target.dataset['from'] : undefined
    if (from !== undefined) onChoose(Number(from))
  }
  return (
    <div role="img" aria-label={`Items: ${itemsWords(map)}`} className={styles.grid} data-dense={groups.length > 130 || undefined} onClick={press}>
      {groups.map((group) => (
        <i
          key={group.from}
          data-from={group.from}
          title={title(group, several)}
          data-shape={shapeOf(group.status)}
          data-chosen={(chosen !== null && chosen >= group.from && chosen < group.to) || undefined}
        />
      ))}
    </div>
  )
})

const shapeOf = (status: StepStatus | null) => (status === null ? undefined : STATUS_LOOK[status].shape)

function title({ from, to, status }: ItemGroup, several: boolean): string {
  const word = status === null || status === 'pending' ? 'not begun' : status
  return several ? `Items ${from} to ${to - 1}: ${status === 'succeeded' ? 'all succeeded' : `some ${word}`}` : `Item ${from}: ${word}`
}
