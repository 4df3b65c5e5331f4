export interface FrameBatcher<Item> {
  readonly add: (items: readonly Item[]) => void
  /** Hands over at once what has gathered. */
  readonly flush: () => void
}

/** A window that cannot be seen draws no frames; its items are handed over this often (ms) all the same. */
const UNSEEN_MS = 250

/** Gathers items and hands them over once per frame: one drawing for many messages. */
export function frameBatcher<Item>(handOver: (items: readonly Item[]) => void): FrameBatcher<Item> {
  let gathered: Item[] = []
  let frame: number | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  const flush = () => {
    if (frame !== undefined) cancelAnimationFrame(frame)
    clearTimeout(timer)
    frame = undefined
    timer = undefined
    if (gathered.length === 0) return
    const items = gathered
    gathered = []
    handOver(items)
  }

  return {
    add: (items) => {
      for (const item of items) gathered.push(item)
      if (frame !== undefined || gathered.length === 0) return
      frame = requestAnimationFrame(flush)
      timer = setTimeout(flush, UNSEEN_MS)
    },
    flush,
  }
}
