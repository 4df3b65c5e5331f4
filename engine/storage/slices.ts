import { setImmediate } from 'node:timers/promises'

/** Rows that one statement looks through where there may be 100,000 of them: it holds the thread for a few milliseconds. */
export const SLICE = 2000

/** Between two slices whoever else needs the thread gets it. */
export const breathe = (): Promise<void> => setImmediate()
