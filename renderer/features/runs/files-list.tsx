import { Braces, ChevronRight, FileText, FolderOpen } from 'lucide-react'
import { useState } from 'react'
import { IconButton } from '../../components/icon-button'
import { RelativeTime } from '../../components/relative-time'
import { toast } from '../../components/toast'
import type { RunDetail, RunFile } from '../../../engine/contract/run'
import { useQuery } from '../../engine/use-query'
import { formatBytes } from '../../lib/format-bytes'
import { ArtifactView } from './artifact-view'
import { DownloadButton } from './download-button'
import { Nothing } from './facts'
import { FileFrame, FileView } from './file-view'
import styles from './files-list.module.css'
import { getLargeOutputs, type LargeOutput, stepsToLookThrough } from './large-outputs'
import { getFiles } from './run-queries'
import { isRunOver, type StepView } from './run-view'
import { Unread } from './unread'

type FilesRun = Pick<RunDetail, 'id' | 'externalId' | 'folder' | 'status' | 'stepsDone' | 'output'>

interface FilesListProps {
  readonly run: FilesRun
  readonly steps: ReadonlyMap<string, StepView>
}

type Opened = { readonly file: RunFile } | { readonly output: LargeOutput }

/** What the run wrote into its own folder, and what its steps gave that is as large as a file; each can be read and kept. */
export function FilesList({ run, steps }: FilesListProps) {
  const [opened, setOpened] = useState<Opened | null>(null)
  const back = () => setOpened(null)
  if (opened === null) return <List run={run} steps={steps} onOpen={setOpened} />
  if ('output' in opened) return <OutputFile run={run} output={opened.output} onBack={back} />
  const { file } = opened
  return (
    <FileView
      key={file.path}
      runId={run.id}
      file={file}
      onBack={back}
      actions={
        <>
          <DownloadFile run={run} file={file} />
          <Reveal run={run} path={file.path} />
        </>
      }
    />
  )
}

function List({ run, steps, onOpen }: FilesListProps & { readonly onOpen: (opened: Opened) => void }) {
  // Steps write when they end: read again after each.
  const read = useQuery(getFiles, { runId: run.id, version: `${run.stepsDone} ${run.status}` }, { keepPrevious: true })
  const { ids, leftOut } = stepsToLookThrough(steps)
  const large = useQuery(getLargeOutputs, { stepRunIds: ids }, { keepPrevious: true })
  const files = read.data?.files
  const outputs = large.data
  if (files === undefined || outputs === undefined) return <Unread failed={read.error?.message ?? large.error?.message} />
  if (files.length === 0 && outputs.length === 0)
    return <Nothing>{isRunOver(run.status) ? 'It wrote no files into its folder.' : 'It has not written any files yet.'}</Nothing>
  return (
    <>
      {files.length > 0 && (
        <ul className={styles.list} aria-label="Files">
          {files.map((file) => (
            <Entry key={file.path} icon={<FileText aria-hidden />} name={file.path} bytes={file.bytes} at={file.modifiedAt} onOpen={() => onOpen({ file })}>
              <DownloadFile run={run} file={file} />
              <Reveal run={run} path={file.path} />
            </Entry>
          ))}
        </ul>
      )}
      {files.length > 0 && (
        <p className={styles.folder} title={run.folder}>
          <span>In</span> <code>{run.folder}</code>
        </p>
      )}
      {outputs.length > 0 && (
        <>
          <h3 className={styles.heading}>Large outputs of steps</h3>
          <ul className={styles.list} aria-label="Large outputs of steps">
            {outputs.map((output) => (
              <Entry key={output.stepId} icon={<Braces aria-hidden />} name={output.stepId} bytes={output.artifact.bytes} onOpen={() => onOpen({ output })}>
                <DownloadOutput run={run} output={output} />
              </Entry>
            ))}
          </ul>
        </>
      )}
      {leftOut > 0 && <Nothing>Only the first 60 steps were looked through for large outputs; those of the others are in their Output tab.</Nothing>}
    </>
  )
}

interface EntryProps {
  readonly icon: React.ReactNode
  readonly name: string
  readonly bytes: number
  readonly at?: number
  readonly onOpen: () => void
  /** What else can be done with it. */
  readonly children: React.ReactNode
}

const Entry = ({ icon, name, bytes, at, onOpen, children }: EntryProps) => (
  <li className={styles.file}>
    <button type="button" className={styles.open} onClick={onOpen}>
      {icon}
      <span className={styles.path} title={name}>
        {name}
      </span>
      <span className="num">{formatBytes(bytes)}</span>
      {at !== undefined && <RelativeTime at={at} />}
      <ChevronRight aria-hidden />
    </button>
    {children}
  </li>
)

const OutputFile = ({ run, output, onBack }: { readonly run: FilesRun; readonly output: LargeOutput; readonly onBack: () => void }) => (
  <FileFrame name={output.stepId} onBack={onBack} actions={<DownloadOutput run={run} output={output} />}>
    <ArtifactView artifact={output.artifact} label={`the output of ${output.stepId}`} />
  </FileFrame>
)

const DownloadFile = ({ run, file: { path } }: { readonly run: FilesRun; readonly file: RunFile }) => (
  <DownloadButton
    name={path.slice(path.lastIndexOf('/') + 1)}
    read={(client, offset, signal) => client.runs.readFile({ runId: run.id, path, offset }, { signal })}
  />
)

const DownloadOutput = ({ run, output }: { readonly run: FilesRun; readonly output: LargeOutput }) => (
  <DownloadButton
    name={`${run.externalId}-${output.stepId}.json`}
    read={(client, offset, signal) => client.artifacts.read({ sha256: output.artifact.sha256, offset }, { signal })}
  />
)

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
