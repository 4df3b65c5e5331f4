import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowDown, ArrowUp } from 'lucide-react'
import { PureComponent, useCallback, useEffect, useId, useRef } from 'react'
import { cx } from '../lib/class-names'
import { useShortcut } from '../lib/shortcuts'
import styles from './data-table.module.css'
import { Skeleton } from './skeleton'

export interface Column<Row> {
  readonly id: string
  readonly header: React.ReactNode
  /** A grid track: `120px`, `minmax(160px, 2fr)`. */
  readonly width: string
  readonly align?: 'start' | 'end'
  readonly cell: (row: Row) => React.ReactNode
  /** Can be sorted by it: its header becomes a button. */
  readonly sortable?: boolean
}

export interface Sort {
  readonly column: string
  readonly descending: boolean
}

interface DataTableProps<Row> {
  /** What the table holds, for screen readers: "Runs". */
  readonly label: string
  readonly columns: readonly Column<Row>[]
  readonly count: number
  /** Undefined: not read yet; shown as a skeleton. */
  readonly rowAt: (index: number) => Row | undefined
  /** Place of the selected row; -1 for none. */
  readonly selected: number
  readonly onSelect: (index: number) => void
  /** Enter, or a press on the row. */
  readonly onOpen: (row: Row, index: number) => void
  /** Space. */
  readonly onPreview?: (row: Row, index: number) => void
  readonly sort?: Sort
  readonly onSort?: (sort: Sort) => void
  /** First and last row on screen, for reading pages. */
  readonly onRangeChange?: (first: number, last: number) => void
  /** 32 px rows, or 40 px ones. */
  readonly density?: 'dense' | 'comfortable'
  /** What one row is, for the list of shortcuts: "run". */
  readonly noun: string
}

/**
 * A virtual table: sticky header, one selected row, `j` `k` and the arrows move, Enter opens, Space previews, also when
 * the focus is elsewhere on the page. One such table a page.
 */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, columns, count, rowAt, selected, onSelect, onRangeChange, density = 'dense' } = props
  const id = useId()
  const frame = useRef<HTMLDivElement>(null)
  const height = density === 'dense' ? 32 : 40
  const virtualizer = useVirtualizer({ count, getScrollElement: () => frame.current, estimateSize: () => height, overscan: 5, scrollPaddingStart: 33 })
  const first = virtualizer.range?.startIndex ?? 0
  const last = virtualizer.range?.endIndex ?? 0
  useEffect(() => onRangeChange?.(first, last), [first, last, onRangeChange])

  const move = (to: number) => {
    const next = Math.max(0, Math.min(count - 1, to))
    if (count === 0) return
    onSelect(next)
    virtualizer.scrollToIndex(next, { align: 'auto' })
  }
  const page = Math.max(1, last - first - 2)
  useTableKeys(props, move, page)

  const latest = useRef(props)
  latest.current = props
  // The same function at each drawing, so that rows that stay are not drawn again while one scrolls.
  const press = useCallback((index: number) => {
    const now = latest.current
    now.onSelect(index)
    const row = now.rowAt(index)
    if (row !== undefined) now.onOpen(row, index)
  }, [])

  const visible = virtualizer.getVirtualItems()
  const tracks = columns.map((column) => column.width).join(' ')
  return (
    <div
      ref={frame}
      role="grid"
      aria-label={label}
      aria-rowcount={count + 1}
      aria-colcount={columns.length}
      aria-activedescendant={selected >= 0 && selected < count ? `${id}-${selected}` : undefined}
      tabIndex={0}
      className={styles.frame}
    >
      <div role="row" aria-rowindex={1} className={styles.head} style={{ gridTemplateColumns: tracks }}>
        {columns.map((column) => (
          <HeaderCell key={column.id} column={column} sort={props.sort} onSort={props.onSort} />
        ))}
      </div>
      <div role="rowgroup" className={styles.all} style={{ height: virtualizer.getTotalSize() }}>
        {visible.map((item) => {
          const row = rowAt(item.index)
          return (
            <TableRow
              // By its place on the screen: a row that comes into view takes over what one that left has drawn.
              key={item.index % visible.length}
              id={`${id}-${item.index}`}
              row={row}
              index={item.index}
              columns={columns}
              tracks={tracks}
              height={height}
              start={item.start}
              selected={item.index === selected}
              onPress={press}
            />
          )
        })}
      </div>
    </div>
  )
}

interface TableRowProps<Row> {
  readonly id: string
  readonly row: Row | undefined
  readonly index: number
  readonly columns: readonly Column<Row>[]
  readonly tracks: string
  readonly height: number
  readonly start: number
  readonly selected: boolean
  readonly onPress: (index: number) => void
}

/** A class, since `memo` forgets type parameters: a row is drawn again only when something of it has changed. */
class TableRow<Row> extends PureComponent<TableRowProps<Row>> {
  override render() {
    const { id, row, index, columns, tracks, height, start, selected, onPress } = this.props
    return (
      <div
        id={id}
        role="row"
        aria-rowindex={index + 2}
        aria-selected={selected}
        className={cx(styles.row, selected && styles.selected)}
        style={{ gridTemplateColumns: tracks, height, transform: `translateY(${start}px)` }}
        onClick={(event) => {
          if (!isOwnControl(event)) onPress(index)
        }}
      >
        {columns.map((column) => (
          <div key={column.id} role="gridcell" className={cx(styles.cell, column.align === 'end' && styles.end)}>
            {row === undefined ? <Skeleton width="60%" /> : column.cell(row)}
          </div>
        ))}
      </div>
    )
  }
}

function useTableKeys<Row>({ count, rowAt, selected, onOpen, onPreview, noun }: DataTableProps<Row>, move: (to: number) => void, page: number): void {
  const withSelected = (act: ((row: Row, index: number) => void) | undefined) => () => {
    const row = selected < 0 ? undefined : rowAt(selected)
    if (row !== undefined) act?.(row, selected)
  }
  const group = 'Lists'
  useShortcut('j', `Next ${noun}`, () => move(selected + 1), { group })
  useShortcut('ArrowDown', `Next ${noun}`, () => move(selected + 1), { group })
  useShortcut('k', `Previous ${noun}`, () => move(selected - 1), { group })
  useShortcut('ArrowUp', `Previous ${noun}`, () => move(selected - 1), { group })
  useShortcut('Home', `First ${noun}`, () => move(0), { group })
  useShortcut('End', `Last ${noun}`, () => move(count - 1), { group })
  useShortcut('PageDown', 'One page on', () => move(selected + page), { group })
  useShortcut('PageUp', 'One page back', () => move(selected - page), { group })
  useShortcut('Enter', `Open the selected ${noun}`, withSelected(onOpen), { group, enabled: selected >= 0 })
  useShortcut('Space', `Preview the selected ${noun}`, withSelected(onPreview), { group, enabled: selected >= 0 && onPreview !== undefined })
}

function HeaderCell<Row>({
  column,
  sort,
  onSort,
}: {
  readonly column: Column<Row>
  readonly sort: Sort | undefined
  readonly onSort: ((sort: Sort) => void) | undefined
}) {
  const sorted = sort?.column === column.id
  const direction = sorted ? (sort.descending ? 'descending' : 'ascending') : undefined
  return (
    <div role="columnheader" aria-sort={direction} className={cx(styles.headCell, column.align === 'end' && styles.end)}>
      {column.sortable === true && onSort !== undefined ? (
        <button type="button" className={styles.sort} onClick={() => onSort({ column: column.id, descending: sorted ? !sort.descending : true })}>
          {column.header}
          {sorted && (sort.descending ? <ArrowDown aria-hidden /> : <ArrowUp aria-hidden />)}
        </button>
      ) : (
        column.header
      )}
    </div>
  )
}

/** Buttons and links inside a row act for themselves. */
const isOwnControl = (event: React.MouseEvent): boolean =>
  event.target instanceof Element && event.target !== event.currentTarget && event.target.closest('button, a, input, [role=checkbox], [role=menuitem]') !== null
