/** Every queue and its places: how many attempts of it run at the same time. */
export const DEFAULT_QUEUES: Readonly<Record<string, number>> = { heavy: 2, medium: 10, default: 50 }
