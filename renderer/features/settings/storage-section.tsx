import { useEffect } from 'react'
import { NotRead } from '../../components/not-read'
import { defineQuery } from '../../engine/define-query'
import { useQuery } from '../../engine/use-query'
import { StorageBackup } from './storage-backup'
import { StorageCheck } from './storage-check'
import { PlaceWarning, StorageSizes } from './storage-sizes'
import { StorageJob } from './storage-job'
import type { StorageView } from './storage-view'
import styles from './storage-section.module.css'

const getStorage = defineQuery((client, _: 'all', signal) => client.storage.status(undefined, { signal }))

/** While a task is at work it is looked at this often (ms). */
const LOOK_MS = 400

/** The data folder as such: how large, whether sound, and copies of it. */
export function StorageSection() {
  const { data, error, refresh } = useQuery(getStorage, 'all', { refreshOn: (hint) => hint.type === 'settings.changed' })
  const running = data?.job?.state === 'running'
  useEffect(() => {
    if (!running) return
    const timer = setInterval(refresh, LOOK_MS)
    return () => clearInterval(timer)
  }, [running, refresh])
  if (data === undefined) return <NotRead look="inline" what="the storage" error={error} onAgain={refresh} />
  const view: StorageView = { status: data, refresh, busy: running ? 'Another task is at work.' : undefined }
  return (
    <div className={styles.parts}>
      <PlaceWarning warning={data.placeWarning} />
      <StorageJob {...view} />
      <StorageCheck {...view} />
      <StorageBackup {...view} />
      <StorageSizes {...view} />
    </div>
  )
}
