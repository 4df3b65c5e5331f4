/** Does some work and tells for how long at once (ms of this thread's own time, whatever else the machine does) it kept this thread from everything else. */
export async function longestHoldUp<T>(work: () => Promise<T> | T): Promise<{ readonly result: T; readonly longestMs: number }> {
  let longestMs = 0
  let last = threadMs()
  let going = true
  const look = (): void => {
    const now = threadMs()
    longestMs = Math.max(longestMs, now - last)
    last = now
    if (going) setImmediate(look)
  }
  look()
  try {
    const result = await work()
    look()
    return { result, longestMs }
  } finally {
    going = false
  }
}

function threadMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}
