import { Ban, ChevronDown, RotateCw } from 'lucide-react'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { Button } from '../../components/button'
import { IconButton } from '../../components/icon-button'
import { Menu, MenuItem } from '../../components/menu'
import { toast } from '../../components/toast'
import type { CancelReceipt, RunDetail } from '../../../engine/contract/run'
import { useCommand } from '../../engine/use-command'
import { useShortcut } from '../../lib/shortcuts'
import { useStartRun } from '../../lib/start-run-request'
import styles from './run-actions.module.css'
import { RetryButton } from './again/retry-button'
import { PauseButton } from './pause-button'
import { isRunOver } from './run-view'

interface RunActionsProps {
  readonly run: Omit<RunDetail, 'steps'>
  readonly onReceipt: (receipt: CancelReceipt) => void
  /** Asks for a rerun, of no step in particular. */
  readonly onRerun: () => void
}

/** Cancel while it goes on; the same again at any time. */
export function RunActions({ run, onReceipt, onRerun }: RunActionsProps) {
  const over = isRunOver(run.status)
  const cancel = useCommand((client, runId: string, signal) => client.runs.cancel({ runId }, { signal }))
  const stopping = cancel.busy || (run.cancelRequestedAt !== null && !over)
  const stop = async () => {
    const result = await cancel.run(run.id)
    if (result.ok) onReceipt(result.value)
    else toast.error(`Couldn't cancel ${run.externalId}: ${result.failure.message}`)
  }
  useShortcut('x', 'Cancel this run', () => void stop(), { group: 'This run', enabled: !over && !stopping && cancel.off === undefined })
  return (
    <>
      <PauseButton run={run} />
      {!over && (
        <Button look="danger" icon={<Ban />} busy={stopping} disabledReason={cancel.off} onClick={() => void stop()}>
          {stopping ? 'Stopping…' : 'Cancel'}
        </Button>
      )}
      <RetryButton run={run} />
      <RunAgain run={run} onRerun={onRerun} />
    </>
  )
}

function RunAgain({ run, onRerun }: Pick<RunActionsProps, 'run' | 'onRerun'>) {
  const [, go] = useLocation()
  const startRun = useStartRun()
  // After a failure the retry is what one wants most.
  const look = run.status === 'succeeded' ? 'main' : 'normal'
  // One key for one wish: pressed twice, or sent twice, it is still one run.
  const [key, setKey] = useState(() => crypto.randomUUID())
  const start = useCommand((client, version: number | undefined, signal) =>
    client.runs.start({ pipeline: run.pipelineId, ...(version === undefined ? {} : { version }), input: run.input, idempotencyKey: key }, { signal }),
  )
  const again = async (version: number | undefined) => {
    const result = await start.run(version)
    if (!result.ok) return void toast.error(`Couldn't run ${run.pipelineName} again: ${result.failure.message}`)
    setKey(crypto.randomUUID())
    // The question mark drops what this run had selected.
    go(`/runs/${result.value.externalId}?`)
  }
  useShortcut('r', 'Run this again with the same input', () => void again(run.version), { group: 'This run', enabled: start.off === undefined && !start.busy })
  return (
    <span className={styles.pair}>
      <Button
        look={look}
        icon={<RotateCw />}
        busy={start.busy}
        disabledReason={start.off}
        className={styles.left ?? ''}
        onClick={() => void again(run.version)}
      >
        Run again
      </Button>
      <Menu
        trigger={
          <IconButton
            label="More ways to run it again"
            look={look}
            icon={<ChevronDown />}
            className={styles.right ?? ''}
          />
        }
      >
        <MenuItem note={`version ${run.version}`} onSelect={() => void again(run.version)}>
          Same input, same version
        </MenuItem>
        <MenuItem onSelect={() => void again(undefined)}>Same input, the pipeline's current version</MenuItem>
        <MenuItem onSelect={() => startRun({ pipeline: run.pipelineId, input: run.input })}>Change the input first…</MenuItem>
        {isRunOver(run.status) && <MenuItem onSelect={onRerun}>Rerun from a step…</MenuItem>}
      </Menu>
    </span>
  )
}
