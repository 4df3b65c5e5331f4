import { useState } from 'react'

interface Pointed {
  /** Place of the stretch that is looked at, by pointer or by keys. */
  readonly pointed: number | null
  readonly handlers: Pick<React.HTMLAttributes<HTMLElement>, 'tabIndex' | 'onPointerMove' | 'onPointerLeave' | 'onKeyDown' | 'onFocus' | 'onBlur'>
}

/** One of `count` equal parts side by side, under the pointer or chosen with the arrow keys. Parts from `end` on cannot be chosen. */
export function usePointed(count: number, end = count): Pointed {
  const [at, setAt] = useState<number | null>(null)
  const pointed = at === null || end === 0 ? null : Math.min(at, end - 1)
  const keys: Readonly<Record<string, (from: number) => number | null>> = {
    ArrowLeft: (from) => Math.max(0, from - 1),
    ArrowRight: (from) => Math.min(end - 1, from + 1),
    Home: () => 0,
    End: () => end - 1,
    Escape: () => null,
  }
  return {
    pointed,
    handlers: {
      tabIndex: 0,
      onPointerMove: (event) => {
        const { left, width } = event.currentTarget.getBoundingClientRect()
        const place = Math.floor(((event.clientX - left) / Math.max(1, width)) * count)
        setAt(place >= 0 && place < end ? place : null)
      },
      onPointerLeave: () => setAt(null),
      onKeyDown: (event) => {
        const move = keys[event.key]
        if (move === undefined || event.ctrlKey || event.metaKey || event.altKey) return
        event.preventDefault()
        event.stopPropagation()
        setAt(move(pointed ?? end))
      },
      onFocus: (event) => event.currentTarget.matches(':focus-visible') && setAt(end - 1),
      onBlur: () => setAt(null),
    },
  }
}
