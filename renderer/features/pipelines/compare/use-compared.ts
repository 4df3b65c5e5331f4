import { useEffect, useState } from 'react'
import { keepInAddress } from '../../../lib/keep-in-address'
import { type Compared, COMPARED_KEY, comparedFromSearch, searchFromCompared } from './compared'

/** What is compared; the address names it while the screen is open. */
export function useCompared(): readonly [Compared | null, (compared: Compared | null) => void] {
  const [compared, compare] = useState(() => comparedFromSearch(location.search))
  useEffect(() => keepInAddress([COMPARED_KEY], searchFromCompared(compared)), [compared])
  useEffect(() => () => keepInAddress([COMPARED_KEY], ''), [])
  return [compared, compare]
}
