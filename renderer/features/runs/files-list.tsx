import { ChevronRight, FileText, FolderOpen } from 'lucide-react'
import { useState } from 'react'
import { IconButton } from '../../components/icon-button'
import { RelativeTime } from '../../components/relative-time'
import { toast } from '../../components/toast'
import type { RunDetail, RunFile } from '../../../engine/contract/run'
import { useQuery } from '../../engine/use-query'
import { formatBytes } from '../../lib/format-bytes'
import { Nothing } from './facts'
import { FileView } from './file-view'
import styles from './files-list.module.css'
import { getFiles } from './run-queries'
import { isRunOver } from './run-view'
import { Unread } from './step-inspector'

type FilesRun = Pick<RunDetail, 'id' | 'folder' | 'status' | 'stepsDone'>

/** What the run wrote into its own folder; one of them can be read here. */
export function FilesList({ run }: { readonly run: FilesRun }) {
  const [open, setOpen] = useState<RunFile | null>(null)
  // Steps write when they end: read again after each.
  const read = useQuery(getFiles, { runId: run.id, version: `${run.stepsDone} ${run.status}` }, { keepPrevious: true })
  if (open !== null) return <FileView key={open.path} runId={run.id} file={open} onBack={() => setOpen(null)} reveal={<Reveal run={run} path={open.path} />} />
  const files = read.data?.files
  if (files === undefined) return <Unread failed={read.error?.message} />
  if (files.length === 0) return <Nothing>{isRunOver(run.status) ? 'It wrote no files into its folder.' : 'It has not written any files yet.'}</Nothing>
  return (
    <>
      <ul className={styles.list}>
        {files.map((file) => (
          <li key={file.path} className={styles.file}>
            <button type="button" className={styles.open} onClick={() => setOpen(file)}>
              <FileText aria-hidden />
              <span className={styles.path} title={file.path}>
                {file.path}
              </span>
              <span className="num">{formatBytes(file.bytes)}</span>
              <RelativeTime at={file.modifiedAt} />
              <ChevronRight aria-hidden />
            </button>
            <Reveal run={run} path={file.path} />
          </li>
        ))}
      </ul>
      <p className={styles.folder} title={run.folder}>
        <span>In</span> <code>{run.folder}</code>
      </p>
    </>
  )
}

/** Only where there is a desktop around the page. */
function Reveal({ run, path }: { readonly run: FilesRun; readonly path: string }) {
  const { desktop } = window
  if (desktop === undefined) return null
  const show = () => {
    desktop
      .showItemInFolder(joined(run.folder, path, desktop.platform))
      .catch((thrown: unknown) => toast.error(`Couldn't show ${path}: ${thrown instanceof Error ? thrown.message : 'the file manager did not open'}`))
  }
  return <IconButton size="small" label="Show in folder" icon={<FolderOpen />} onClick={show} />
}

const joined = (folder: string, path: string, platform: string): string =>
  platform === 'win32' ? `${folder}\\${path.replaceAll('/', '\\')}` : `${folder}/${path}`
