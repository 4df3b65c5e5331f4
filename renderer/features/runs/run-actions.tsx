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
import { isRunOver } from './run-view'

interface RunActionsProps {
  readonly run: Omit<RunDetail, 'steps'>
  readonly onReceipt: (receipt: CancelReceipt) => void
}

/** Cancel while it goes on; the same again at any time. */
export function RunActions({ run, onReceipt }: RunActionsProps) {
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
      {!over && (
        <Button look="danger" icon={<Ban />} busy={stopping} disabledReason={cancel.off} onClick={() => void stop()}>
          {stopping ? 'Stopping…' : 'Cancel'}
        </Button>
      )}
      <RunAgain run={run} />
    </>
  )
}

function RunAgain({ run }: { readonly run: RunActionsProps['run'] }) {
  const [, go] = useLocation()
  const startRun = useStartRun()
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
        look={isRunOver(run.status) ? 'main' : 'normal'}
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
            look={isRunOver(run.status) ? 'main' : 'normal'}
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
      </Menu>
    </span>
  )
}
