import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { openDatabase } from '../storage/open-database'
import { tempFolder } from './temp-folder'

/** The real stores, on a database file of the test's own. */
export async function openStores(folder = tempFolder()) {
  const file = join(folder, 'signalbox.db')
  const { read, unitOfWork, close } = await openDatabase({ file })
  let closed: Promise<void> | null = null
  const closeOnce = () => (closed ??= close())
  onTestFinished(closeOnce)
  return { folder, file, read, unitOfWork, close: closeOnce }
}
