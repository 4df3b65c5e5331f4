import * as z from 'zod'
import { formatDuration, MAX_DURATION_MS, parseDuration } from '../core/shared/duration'

const HOW_WRITTEN = `A duration is written like 30s, 10m or 1h30m, and is ${formatDuration(MAX_DURATION_MS)} at most.`

const isWaitable = (ms: number | null): boolean => ms !== null && ms <= MAX_DURATION_MS

/** How long to wait, as it is written in a file. */
export const durationText = z.string(HOW_WRITTEN).refine((text) => isWaitable(parseDuration(text)), HOW_WRITTEN)
