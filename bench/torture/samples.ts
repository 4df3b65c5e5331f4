import { readdirSync, readFileSync, statSync } from 'node:fs'

const PAGE_BYTES = 4096
const HOUR_MS = 3_600_000

/** What a process and its database take at one moment. */
export interface Sample {
  readonly at: number
  readonly memoryBytes: number
  readonly handles: number
  readonly logBytes: number
  readonly databaseBytes: number
}

/** Null when the process is gone. */
export function sample(pid: number, database: string): Sample | null {
  try {
    const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1])
    return {
      at: Date.now(),
      memoryBytes: pages * PAGE_BYTES,
      handles: readdirSync(`/proc/${pid}/fd`).length,
      logBytes: sizeOf(`${database}-wal`),
      databaseBytes: sizeOf(database),
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) return null
    throw error
  }
}

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0

/** By how much it grows in an hour: the straight line that fits best. */
export function slope(samples: readonly Sample[], of: (sample: Sample) => number): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
  const middle = mean(samples.map(({ at }) => at))
  const level = mean(samples.map(of))
  const spread = samples.reduce((sum, { at }) => sum + (at - middle) ** 2, 0)
  return spread === 0 ? 0 : (samples.reduce((sum, each) => sum + (each.at - middle) * (of(each) - level), 0) / spread) * HOUR_MS
}
