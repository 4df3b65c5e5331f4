import { Pause, Play } from 'lucide-react'
import { Button } from '../../components/button'
import { toast } from '../../components/toast'
import type { RunDetail } from '../../../engine/contract/run'
import { useCommand } from '../../engine/use-command'
import { useShortcut } from '../../lib/shortcuts'
import { isRunOver } from './run-view'

/** Pauses a run that goes on, and lets a paused one go on; p does either. */
export function PauseButton({ run }: { readonly run: Pick<RunDetail, 'id' | 'externalId' | 'status' | 'pausedAt' | 'cancelRequestedAt'> }) {
  const paused = run.pausedAt !== null
  const possible = !isRunOver(run.status) && run.cancelRequestedAt === null
  const pause = useCommand((client, runId: string, signal) => client.runs.pause({ runId }, { signal }))
  const resume = useCommand((client, runId: string, signal) => client.runs.resume({ runId }, { signal }))
  const command = paused ? resume : pause
  const press = async () => {
    const result = await command.run(run.id)
    if (!result.ok) toast.error(`Couldn't ${paused ? 'resume' : 'pause'} ${run.externalId}: ${result.failure.message}`)
  }
  const busy = pause.busy || resume.busy
  useShortcut('p', paused ? 'Let this run go on' : 'Pause this run', () => void press(), { group: 'This run', enabled: possible && !busy && command.off === undefined })
  if (!possible) return null
  return (
    <Button look={paused ? 'main' : 'normal'} icon={paused ? <Play /> : <Pause />} busy={busy} disabledReason={command.off} onClick={() => void press()}>
      {paused ? 'Resume' : 'Pause'}
    </Button>
  )
}
