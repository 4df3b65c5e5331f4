import { useEffect, useRef, useState } from 'react'
import type { PipelineDetail } from '../../../engine/contract/pipeline'
import type { StartedRun } from '../../../engine/contract/run'
import { Button } from '../../components/button'
import { Dialog } from '../../components/dialog'
import { ErrorState } from '../../components/error-state'
import { Kbd } from '../../components/kbd'
import { Loading, Skeleton } from '../../components/skeleton'
import { useCommand } from '../../engine/use-command'
import { useQuery } from '../../engine/use-query'
import { plural } from '../../lib/format-count'
import type { StartRunRequest } from '../../lib/start-run-request'
import { getPipeline } from './queries'
import { RunForm } from './run-form'
import { type FieldErrors, fieldErrors, initialValues, readForm } from './run-input'
import styles from './start-run-dialog.module.css'

interface StartRunDialogProps {
  readonly request: StartRunRequest
  readonly onClose: () => void
  readonly onStarted: (run: StartedRun) => void
}

/** Asks for a pipeline's inputs and starts a run. */
export function StartRunDialog({ request, onClose, onStarted }: StartRunDialogProps) {
  const { data, error, refresh } = useQuery(getPipeline, { pipeline: request.pipeline, version: request.version })
  if (data !== undefined) return <Form key={data.version} pipeline={data} request={request} onClose={onClose} onStarted={onStarted} />
  if (error === undefined && request.atOnce === true) return null
  return (
    <Dialog open onClose={onClose} title="Run a pipeline">
      {error === undefined ? (
        <Loading label="Reading the pipeline" className={styles.loading ?? ''}>
          <Skeleton width="30%" />
          <Skeleton height={30} />
          <Skeleton width="24%" />
          <Skeleton height={30} />
        </Loading>
      ) : (
        <ErrorState
          look="inline"
          title="Couldn't read the pipeline"
          error={error}
          action={
            <Button size="small" onClick={refresh}>
              Try again
            </Button>
          }
        />
      )}
    </Dialog>
  )
}

function Form({ pipeline, request, onClose, onStarted }: StartRunDialogProps & { readonly pipeline: PipelineDetail }) {
  const [values, setValues] = useState(() => initialValues(pipeline.inputs, request.input))
  const [errors, setErrors] = useState<FieldErrors>({})
  const keyFor = useIdempotencyKey()
  const start = useCommand((client, input: Extract<ReturnType<typeof readForm>, { ok: true }>['input'], signal) =>
    client.runs.start({ pipeline: pipeline.id, version: pipeline.version, input, idempotencyKey: keyFor(JSON.stringify(input)) }, { signal }),
  )

  const submit = async () => {
    const read = readForm(pipeline.inputs, values)
    if (start.off !== undefined || start.busy) return
    setErrors(read.ok ? {} : read.errors)
    if (!read.ok) return
    const result = await start.run(read.input)
    if (result.ok) onStarted(result.value)
    else setErrors(fieldErrors(result.failure.details, pipeline.inputs))
  }

  const atFields = Object.keys(errors).length > 0
  const atOnce = request.atOnce === true && pipeline.inputs.every((input) => !input.required || input.default !== null)
  const begun = useRef(false)
  useEffect(() => {
    if (!atOnce || begun.current) return
    begun.current = true
    void submit()
  })
  // Only what went wrong is worth a dialog.
  if (atOnce && start.failure === undefined && start.off === undefined && !atFields) return null
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Run ${pipeline.name}`}
      description={`Version ${pipeline.version}, ${plural(pipeline.stepsTotal, 'step')}`}
      onSubmit={() => void submit()}
      actions={
        <>
          <Button look="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button look="main" type="submit" busy={start.busy} disabledReason={start.off}>
            Start the run
          </Button>
        </>
      }
    >
      <div
        className={styles.body}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void submit()
        }}
      >
        {pipeline.inputs.length === 0 ? (
          <p className={styles.none}>This pipeline takes no inputs; it can start at once.</p>
        ) : (
          <RunForm inputs={pipeline.inputs} values={values} errors={errors} onChange={setValues} />
        )}
        {start.failure !== undefined && !atFields && <ErrorState look="inline" title="The run was not started" error={start.failure} />}
        {pipeline.inputs.length > 1 && (
          <p className={styles.keys}>
            <Kbd keys="mod+Enter" /> starts from any field
          </p>
        )}
      </div>
    </Dialog>
  )
}

/** The same input sent twice (a second press, a lost answer) must not start two runs; another input may. */
function useIdempotencyKey(): (content: string) => string {
  const last = useRef({ content: '', key: '' })
  return (content) => {
    if (last.current.key === '' || last.current.content !== content) last.current = { content, key: crypto.randomUUID() }
    return last.current.key
  }
}
