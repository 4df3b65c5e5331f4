import { HardDrive } from 'lucide-react'
import type { StorageStatus } from '../../../engine/contract/storage'
import { Button } from '../../components/button'
import { useCommand } from '../../engine/use-command'
import { formatBytes } from '../../lib/format-bytes'
import about from './about-section.module.css'
import { Notice } from './storage-check'
import section from './section.module.css'
import styles from './storage-section.module.css'
import type { StorageView } from './storage-view'

const OLD_FILE = 'This file was made before space could be given back while work goes on. New rows take it first.'

/** How large everything is, and what of it is free. */
export function StorageSizes({ status, refresh, busy }: StorageView) {
  const reclaim = useCommand((client, _: null, signal) => client.storage.reclaim(undefined, { signal }))
  const off = reclaim.off ?? busy ?? (status.canReclaim ? undefined : OLD_FILE) ?? (status.freeBytes === 0 ? 'Nothing is free inside the file.' : undefined)
  return (
    <section className={styles.part} aria-labelledby="storage-sizes">
      <div className={styles.head}>
        <h3 id="storage-sizes">Space</h3>
        <Button size="small" busy={reclaim.busy} disabledReason={off} onClick={() => void reclaim.run(null).then(refresh)}>
          Give free space back
        </Button>
      </div>
      <dl className={about.facts}>
        {rowsOf(status).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="num">{value}</dd>
          </div>
        ))}
      </dl>
      {reclaim.failure !== undefined && <p className={section.wrong}>{reclaim.failure.message}</p>}
    </section>
  )
}

const rowsOf = ({ databaseBytes, logBytes, freeBytes, diskFreeBytes, lastCheck }: StorageStatus): readonly (readonly [string, string])[] => [
  ['Database', `${formatBytes(databaseBytes)}, of which ${formatBytes(freeBytes)} are free for new rows`],
  ["Database's log", formatBytes(logBytes)],
  ...(lastCheck === null ? [] : ([['Artifacts', `${formatBytes(lastCheck.artifactBytes)} at the last check`]] as const)),
  ...(diskFreeBytes === null ? [] : ([['Free on the disk', formatBytes(diskFreeBytes)]] as const)),
]

export const PlaceWarning = ({ warning }: { readonly warning: string | null }) =>
  warning === null ? null : (
    <Notice icon={<HardDrive aria-hidden />} tone="wait">
      <b>A doubtful place.</b> {warning}
    </Notice>
  )
