import type { ReadStores } from '../ports/read-stores'
import { toStorageError } from './storage-error'

type Read = (...args: readonly unknown[]) => Promise<unknown>

/** The same reads, whose failures carry our codes: a damaged page is noticed by whoever reads it first. */
export function classifiedReads(read: ReadStores, databasePath: string): ReadStores {
  const classified =
    (each: Read): Read =>
    async (...args) => {
      try {
        return await each(...args)
      } catch (thrown) {
        throw toStorageError(thrown, databasePath)
      }
    }
  return Object.fromEntries(Object.entries(read).map(([name, each]) => [name, classified(each as Read)])) as unknown as ReadStores
}
