import { useLayoutEffect, useRef } from 'react'
import { LINE_HEIGHT } from './log-layout'
import type { LogSource } from './log-source'

interface KeptPlace {
  readonly source: LogSource
  /** Following has its own place, the end. */
  readonly follow: boolean
  /** The first row on screen. */
  readonly topRow: number
  readonly placeOf: () => number
  readonly scrollTo: (top: number) => void
}

/** When lines are put before those on screen, or let go there, the ones on screen stay where they are. */
export function useKeptPlace({ source, follow, topRow, placeOf, scrollTo }: KeptPlace): void {
  const seen = useRef({ key: source.key, number: -1, row: 0 })
  useLayoutEffect(() => {
    const { key, number, row } = seen.current
    const now = follow || key !== source.key ? null : source.rowOf(number)
    if (now !== null && now !== row) scrollTo(placeOf() + (now - row) * LINE_HEIGHT)
  }, [source, follow, placeOf, scrollTo])
  useLayoutEffect(() => {
    seen.current = { key: source.key, number: topRow < source.rows ? source.numberAt(topRow) : -1, row: topRow }
  }, [source, topRow])
}
