import { tempFolder } from '../temp-folder'
import { settableClockIn, type SettableClock } from '../torture/settable-clock'

/** For the test that asks. A sentence when there is none here. */
export const settableClock = (): SettableClock | string => settableClockIn(tempFolder())
