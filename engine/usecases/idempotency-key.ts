/** Sent downstream with every attempt of a step run: the same on each, and no other step run's. */
export const idempotencyKey = (stepRunId: string): string => `signalbox-${stepRunId}`
