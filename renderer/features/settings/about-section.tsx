import { CopyButton } from '../../components/copy-button'
import { FolderOpen } from 'lucide-react'
import { IconButton } from '../../components/icon-button'
import { NotRead } from '../../components/not-read'
import { RelativeTime } from '../../components/relative-time'
import { toast } from '../../components/toast'
import { desktop } from '../../engine/desktop'
import { useEngineInfo, useEnginePlace, useLinkState } from '../../engine/engine-provider'
import { formatExact } from '../../lib/format-time'
import styles from './about-section.module.css'

/** What runs here, in which versions, and where its data lies. */
export function AboutSection() {
  const info = useEngineInfo()
  const place = useEnginePlace()
  const { state } = useLinkState()
  const app = desktop()
  if (info === null) return <NotRead look="inline" what="the engine's versions" error={undefined} onAgain={() => undefined} />
  const rows: readonly (readonly [string, React.ReactNode])[] = [
    ['Signalbox', app === undefined ? info.version : `${app.version}, desktop app`],
    ['Attached to', `${place}${state === 'live' ? '' : ', not connected now'}`],
    ['Engine', `${info.version}, ${info.mode === 'team' ? 'team' : 'embedded'}, protocol ${info.protocol}`],
    ['Runtime', info.runtime],
    ['Database', info.database],
    ['Data folder', <Folder key="folder" path={info.dataFolder} />],
    [
      'Running since',
      <span key="since" title={formatExact(info.startedAt)}>
        <RelativeTime at={info.startedAt} />, process {info.pid}
      </span>,
    ],
  ]
  const text = [
    `Signalbox ${app?.version ?? info.version}${app === undefined ? '' : ` (${app.platform})`}`,
    `engine ${info.version}, ${info.mode}, protocol ${info.protocol}`,
    info.runtime,
    info.database,
  ].join('\n')
  return (
    <>
      <dl className={styles.facts}>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <CopyButton text={text} label="Copy the versions" />
    </>
  )
}

function Folder({ path }: { readonly path: string }) {
  const app = desktop()
  const show = () =>
    app
      ?.showItemInFolder(path)
      .catch((thrown: unknown) => toast.error("Couldn't show the data folder", { description: thrown instanceof Error ? thrown.message : undefined }))
  return (
    <span className={styles.folder}>
      <code>{path}</code>
      <CopyButton look="icon" label="Copy the path" text={path} />
      {app !== undefined && <IconButton size="small" label="Show in folder" icon={<FolderOpen />} onClick={() => void show()} />}
    </span>
  )
}
