import { useCallback, useState } from 'react'
import { Duration } from '../../components/duration'
import { Lamp } from '../../components/lamp'
import { Skeleton } from '../../components/skeleton'
import { STATUS_LOOK } from '../../components/statuses'
import { VirtualList } from '../../components/virtual-list'
import type { MapProgress, StepStatus } from '../../../engine/contract/step'
import { cx } from '../../lib/class-names'
import { formatCount } from '../../lib/format-count'
import { withoutCode } from '../../lib/without-code'
import { Nothing } from './facts'
import styles from './item-list.module.css'
import { useItems } from './use-items'

interface ItemListProps {
  readonly runId: string
  readonly stepId: string
  readonly map: MapProgress
  /** Rises when items go on. */
  readonly revision: number
  readonly onChoose: (index: number) => void
  /** Takes all the height there is. */
  readonly tall?: boolean
}

type Show = 'All' | 'Failed' | 'At work'

const STATUSES: Readonly<Record<Show, readonly StepStatus[] | null>> = { All: null, Failed: ['failed'], 'At work': ['ready', 'running', 'waiting'] }
const SHOWS: readonly Show[] = ['All', 'Failed', 'At work']

/** A mapped step's items, read as they are scrolled to. */
export function ItemList({ runId, stepId, map, revision, onChoose, tall = false }: ItemListProps) {
  const [show, setShow] = useState<Show>('All')
  const { total, itemAt, look, failed } = useItems({ runId, stepId, statuses: STATUSES[show], revision })
  const counts: Readonly<Record<Show, number>> = { All: map.total, Failed: map.failed, 'At work': map.running }
  const row = useCallback(
    (place: number) => {
      const item = itemAt(place)
      if (item === undefined) return <Skeleton width="50%" className={styles.unread ?? ''} />
      const index = item.itemIndex ?? place
      return (
        <button type="button" className={styles.item} onClick={() => onChoose(index)}>
          <Lamp status={item.status} />
          <span className="num">Item {formatCount(index)}</span>
          <span className={styles.words}>
            {withoutCode(item.error?.message) ?? (item.status === 'pending' ? 'not begun' : STATUS_LOOK[item.status].word.toLowerCase())}
          </span>
          {item.startedAt !== null && <Duration from={item.startedAt} to={item.finishedAt ?? (item.status === 'running' ? null : item.startedAt)} />}
        </button>
      )
    },
    [itemAt, onChoose],
  )
  return (
    <div className={cx(styles.list, tall && styles.tall)}>
      <div className={styles.shows} role="group" aria-label="Which items">
        {SHOWS.map((one) => (
          <button key={one} type="button" aria-pressed={one === show} className={cx(styles.show, one === show && styles.on)} onClick={() => setShow(one)}>
            {one} <span className="num">{formatCount(counts[one])}</span>
          </button>
        ))}
      </div>
      {failed !== null && <Nothing>Couldn't read the items: {failed}</Nothing>}
      {total === 0 ? (
        <Nothing>
          {show === 'Failed' ? 'No item failed.' : show === 'At work' ? 'No item is at work.' : 'The list was empty, so there was nothing to do.'}
        </Nothing>
      ) : (
        <VirtualList
          key={show}
          label={`Items of ${stepId}`}
          count={total ?? Math.min(map.total, 12)}
          rowHeight={30}
          row={row}
          onRangeChange={look}
          className={styles.rows ?? ''}
        />
      )}
    </div>
  )
}
