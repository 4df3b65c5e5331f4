import { RotateCcw } from 'lucide-react'
import { useState } from 'react'
import { useLocation } from 'wouter'
import type { RunDetail } from '../../../../engine/contract/run'
import { Button } from '../../../components/button'
import { toast } from '../../../components/toast'
import { useCommand } from '../../../engine/use-command'
import { useShortcut } from '../../../lib/shortcuts'

/** Goes on where a failed or cancelled run stopped, in a new one. */
export function RetryButton({ run }: { readonly run: Omit<RunDetail, 'steps'> }) {
  const [, go] = useLocation()
  // One key for one wish: pressed twice, or sent twice, it is still one run.
  const [key, setKey] = useState(() => crypto.randomUUID())
  const retry = useCommand((client, runId: string, signal) => client.runs.retry({ run: runId, idempotencyKey: key }, { signal }))
  const canRetry = run.status === 'failed' || run.status === 'cancelled'
  const start = async () => {
    const result = await retry.run(run.id)
    if (!result.ok) return void toast.error(`Couldn't retry ${run.externalId}: ${result.failure.message}`)
    setKey(crypto.randomUUID())
    // The question mark drops what this run had selected.
    go(`/runs/${result.value.externalId}?`)
  }
  useShortcut('t', 'Retry this run where it failed', () => void start(), { group: 'This run', enabled: canRetry && retry.off === undefined && !retry.busy })
  if (!canRetry) return null
  return (
    <Button look="main" icon={<RotateCcw />} busy={retry.busy} disabledReason={retry.off} title="Keeps what succeeded (t)" onClick={() => void start()}>
      Retry
    </Button>
  )
}
