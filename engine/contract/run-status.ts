import * as z from 'zod'

/**
 * queued: stored, nothing has started. running: at least one step is ready or at work.
 * waiting: only timers, retries, slots, approvals or children are left. The rest is final.
 */
export const RUN_STATUSES = ['queued', 'running', 'waiting', 'succeeded', 'failed', 'cancelled'] as const
export const runStatus = z.enum(RUN_STATUSES)
export type RunStatus = z.infer<typeof runStatus>
