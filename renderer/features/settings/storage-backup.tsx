import { useState } from 'react'
import { Button } from '../../components/button'
import { Checkbox } from '../../components/checkbox'
import { CopyButton } from '../../components/copy-button'
import { RelativeTime } from '../../components/relative-time'
import { TextField } from '../../components/text-field'
import { useCommand } from '../../engine/use-command'
import { formatBytes } from '../../lib/format-bytes'
import { plural } from '../../lib/format-count'
import section from './section.module.css'
import styles from './storage-section.module.css'
import type { StorageView } from './storage-view'
import { KEY_WORDS } from './storage-words'

/** Copies of the whole folder, made while work goes on. */
export function StorageBackup({ status: { lastBackup, suggestedBackup }, refresh, busy }: StorageView) {
  const [to, setTo] = useState<string | null>(null)
  const [withKey, setWithKey] = useState(false)
  const backup = useCommand((client, _: null, signal) => client.storage.backup({ ...(to !== null && to.trim() !== '' && { to: to.trim() }), withKey }, { signal }))
  const go = async () => {
    const begun = await backup.run(null)
    if (begun.ok) setTo(null)
    refresh()
  }
  return (
    <section className={styles.part} aria-labelledby="storage-backup">
      <div className={styles.head}>
        <h3 id="storage-backup">Backup</h3>
        <Button size="small" look="main" busy={backup.busy} disabledReason={backup.off ?? busy} onClick={() => void go()}>
          Back up now
        </Button>
      </div>
      <p className={section.note}>
        The database as of one moment, with its artifacts, objects and files. It is checked before it takes its name; <code>signalbox restore</code> brings it back. Another disk keeps it
        safe from this one.
      </p>
      <TextField label="To this folder, on the engine's computer" mono value={to ?? suggestedBackup} onChange={setTo} error={backup.failure?.message} hint="Nothing may be there yet" />
      <Checkbox checked={withKey} onChange={setWithKey} label="Put in the key to the secrets" hint="Whoever has the backup can then read them" />
      {lastBackup === null ? (
        <p className={section.muted}>No backup has been made from here yet.</p>
      ) : (
        <div className={styles.last}>
          <p>
            Last backup <RelativeTime at={lastBackup.at} />: {plural(lastBackup.files, 'file')}, {formatBytes(lastBackup.bytes)} of data.
            {lastBackup.missingArtifacts > 0 && <span className={section.wrong}> {plural(lastBackup.missingArtifacts, 'artifact')} could not be copied; a check names them.</span>}
            {lastBackup.leftOut > 0 && <> {plural(lastBackup.leftOut, 'special file')} left out: links that lead out of their folder or nowhere, sockets and pipes.</>}
          </p>
          <p className={styles.path}>
            <code>{lastBackup.folder}</code>
            <CopyButton look="icon" label="Copy the path of the last backup" text={lastBackup.folder} />
          </p>
          <p>{KEY_WORDS[lastBackup.key]}</p>
        </div>
      )}
    </section>
  )
}
