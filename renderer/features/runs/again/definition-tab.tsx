import type { Problem } from '../../../../engine/contract/pipeline'
import type { RunDetail } from '../../../../engine/contract/run'
import { Button } from '../../../components/button'
import { CodeEditor } from '../../../components/code-editor/code-editor'
import { ErrorState } from '../../../components/error-state'
import { Loading, Skeleton } from '../../../components/skeleton'
import { WithCode } from '../../../components/with-code'
import type { QueryState } from '../../../engine/use-query'
import styles from './rerun-dialog.module.css'

interface DefinitionTabProps {
  readonly run: Omit<RunDetail, 'steps'>
  readonly definition: QueryState<{ readonly text: string; readonly newest: number }>
  /** As it was changed; null: not changed. */
  readonly text: string | null
  readonly problems: readonly Problem[]
  readonly onChange: (text: string) => void
}

/** The definition that the run was made by, to be changed for the rerun. */
export function DefinitionTab({ run, definition: { data, error, refresh }, text, problems, onChange }: DefinitionTabProps) {
  if (data === undefined)
    return error === undefined ? (
      <Loading label="Reading the definition" className={styles.loading ?? ''}>
        <Skeleton width="30%" />
        <Skeleton width="60%" />
        <Skeleton width="45%" />
      </Loading>
    ) : (
      <ErrorState
        look="inline"
        title="Couldn't read the definition"
        error={error}
        action={
          <Button size="small" onClick={refresh}>
            Try again
          </Button>
        }
      />
    )
  const [first] = problems
  return (
    <div className={styles.definition}>
      <p className={styles.hint}>
        {text === null ? `Version ${run.version}, as ${run.externalId} ran it.` : `Changed. It is stored as a new version of ${run.pipelineName} when the run starts.`}
        {data.newest > run.version && ` The newest version is ${data.newest}: what you change here is made from version ${run.version}.`}
        {text !== null && (
          <Button size="small" onClick={() => onChange(data.text)}>
            Undo the changes
          </Button>
        )}
      </p>
      <div className={styles.editor}>
        <CodeEditor label={`Definition of ${run.pipelineName}`} value={text ?? data.text} onChange={onChange} problems={problems} />
      </div>
      {first !== undefined && (
        <p className={styles.problem} role="status">
          Line {first.line}: <WithCode text={first.message} />
        </p>
      )}
    </div>
  )
}
