import type { Worker } from 'node:worker_threads'

/** In that time a decoder makes about 100 MB more. */
const ASK_EVERY_MS = 100

/**
 * Says once when a thread holds more than `most` bytes outside its heap: buffers above all, which no limit of a thread
 * counts. The thread is asked in the midst of whatever it is at. Runtimes of before Node 22.16 cannot be asked, and are
 * not watched. Returns how to stop.
 */
export function watchOutside(worker: Worker, most: number, tooMuch: () => void): () => void {
  if (typeof worker.getHeapStatistics !== 'function') return () => undefined
  let watching = true
  const hear = ({ external_memory: held }: { readonly external_memory: number }): void => {
    if (!watching) return
    if (held > most) tooMuch()
    else timer = setTimeout(ask, ASK_EVERY_MS)
  }
  // A thread that does not answer has ended, which is heard elsewhere.
  const ask = (): void => void worker.getHeapStatistics().then(hear, () => undefined)
  let timer = setTimeout(ask, ASK_EVERY_MS)
  return () => {
    watching = false
    clearTimeout(timer)
  }
}
