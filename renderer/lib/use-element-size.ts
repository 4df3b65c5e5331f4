import { useLayoutEffect, useState } from 'react'

export interface Size {
  readonly width: number
  readonly height: number
}

const NOTHING: Size = { width: 0, height: 0 }

/** The inner size of an element in px, followed; zero until it is on the page. */
export function useElementSize(ref: React.RefObject<HTMLElement | null>): Size {
  const [size, setSize] = useState(NOTHING)
  useLayoutEffect(() => {
    const element = ref.current
    if (element === null) return
    const read = () =>
      setSize((last) =>
        last.width === element.clientWidth && last.height === element.clientHeight ? last : { width: element.clientWidth, height: element.clientHeight },
      )
    read()
    const observer = new ResizeObserver(read)
    observer.observe(element)
    return () => observer.disconnect()
  }, [ref])
  return size
}
