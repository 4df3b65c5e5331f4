import { useEffect, useState } from 'react'
import { keepInAddress } from '../../lib/keep-in-address'

/** The line of the log that the address asks for, `?line=120`, until the page is left; null for none. */
export function useLineInAddress(): number | null {
  const [line] = useState(() => lineFromSearch(location.search))
  useEffect(() => () => keepInAddress(['line'], ''), [])
  return line
}

export function lineFromSearch(search: string): number | null {
  const line = new URLSearchParams(search).get('line') ?? ''
  return /^[1-9]\d{0,9}$/.test(line) ? Number(line) : null
}
