import { useCallback, useEffect, useMemo, useState } from 'react'
import type { OpenLine } from './log-layout'
import type { LogSource } from './log-source'

interface OpenLines {
  /** In order of rows. */
  readonly open: readonly OpenLine[]
  readonly isOpen: (number: number) => boolean
  readonly toggle: (number: number) => void
  readonly setHeight: (number: number, extra: number) => void
}

/** Which lines are open and how high; all are closed in another log. */
export function useOpenLines(source: LogSource): OpenLines {
  const [opened, setOpened] = useState<ReadonlyMap<number, number>>(new Map())
  useEffect(() => setOpened(new Map()), [source.key])
  const open = useMemo(() => openRows(opened, source), [opened, source])
  const isOpen = useCallback((number: number) => opened.has(number), [opened])
  const toggle = useCallback((number: number) => setOpened((before) => toggled(before, number)), [])
  const setHeight = useCallback(
    (number: number, extra: number) =>
      setOpened((before) => (before.has(number) && before.get(number) !== extra ? new Map(before).set(number, extra) : before)),
    [],
  )
  return { open, isOpen, toggle, setHeight }
}

function openRows(opened: ReadonlyMap<number, number>, source: LogSource): readonly OpenLine[] {
  return [...opened]
    .flatMap(([number, extra]): OpenLine[] => {
      const row = source.rowOf(number)
      return row === null ? [] : [{ row, extra }]
    })
    .toSorted((a, b) => a.row - b.row)
}

function toggled(opened: ReadonlyMap<number, number>, number: number): ReadonlyMap<number, number> {
  const next = new Map(opened)
  if (!next.delete(number)) next.set(number, 0)
  return next
}
