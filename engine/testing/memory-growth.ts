/** Does some work and tells how much more memory (MB) the process had at most meanwhile. */
export async function memoryGrowth<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly grownMb: number }> {
  const before = process.memoryUsage.rss()
  let most = before
  const timer = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 20)
  try {
    return { result: await work(), grownMb: (most - before) / 1024 / 1024 }
  } finally {
    clearInterval(timer)
  }
}
