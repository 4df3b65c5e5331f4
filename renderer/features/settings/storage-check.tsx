import { ShieldAlert, ShieldCheck, ShieldQuestion } from 'lucide-react'
import type { StorageCheck as Check } from '../../../engine/contract/storage'
import { Button } from '../../components/button'
import { CopyButton } from '../../components/copy-button'
import { RelativeTime } from '../../components/relative-time'
import { useCommand } from '../../engine/use-command'
import { formatBytes } from '../../lib/format-bytes'
import { formatCount, plural } from '../../lib/format-count'
import { formatDuration } from '../../lib/format-duration'
import section from './section.module.css'
import styles from './storage-section.module.css'
import type { StorageView } from './storage-view'

/** Whether the folder is sound, as far as anyone has looked. */
export function StorageCheck({ status: { lastCheck }, refresh, busy }: StorageView) {
  const check = useCommand((client, _: null, signal) => client.storage.check(undefined, { signal }))
  return (
    <section className={styles.part} aria-labelledby="storage-check">
      <div className={styles.head}>
        <h3 id="storage-check">Soundness</h3>
        <Button size="small" busy={check.busy} disabledReason={check.off ?? busy} onClick={() => void check.run(null).then(refresh)}>
          Check now
        </Button>
      </div>
      <CheckWords check={lastCheck} />
      {check.failure !== undefined && <p className={section.wrong}>{check.failure.message}</p>}
    </section>
  )
}

function CheckWords({ check }: { readonly check: Check | null }) {
  if (check === null)
    return (
      <Notice icon={<ShieldQuestion aria-hidden />} tone="plain">
        <b>Never checked.</b> A check reads every page of the database and every artifact that rows refer to, while work goes on.
      </Notice>
    )
  const { findings, further, at, tookMs, databaseBytes, artifacts, artifactBytes } = check
  const looked = `${formatBytes(databaseBytes)} of database and ${plural(artifacts, 'artifact')} of ${formatBytes(artifactBytes)}`
  if (findings.length === 0)
    return (
      <Notice icon={<ShieldCheck aria-hidden />} tone="good">
        <b>Sound</b> when it was checked <RelativeTime at={at} />: {looked}, in {formatDuration(tookMs)}.
      </Notice>
    )
  const text = findings.map(({ message }) => message).join('\n')
  return (
    <>
      <Notice icon={<ShieldAlert aria-hidden />} tone="fail">
        <b>{plural(findings.length + further, 'finding')}</b> when it was checked <RelativeTime at={at} />. Keep a copy of the data folder, check the disk, and restore a backup:{' '}
        <code>signalbox restore</code> does that. Work goes on with what can be read.
      </Notice>
      <ul className={styles.findings} aria-label="Findings" tabIndex={0}>
        {findings.map(({ message }, index) => (
          <li key={index}>{message}</li>
        ))}
        {further > 0 && <li>and {formatCount(further)} more</li>}
      </ul>
      <CopyButton text={text} label="Copy the findings" />
    </>
  )
}

export const Notice = ({ icon, tone, children }: { readonly icon: React.ReactNode; readonly tone: 'plain' | 'good' | 'wait' | 'fail'; readonly children: React.ReactNode }) => (
  <div className={section.notice} data-tone={tone}>
    {icon}
    <p>{children}</p>
  </div>
)
