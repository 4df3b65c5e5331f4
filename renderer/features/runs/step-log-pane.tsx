import type { RunDetail } from '../../../engine/contract/run'
import { LogPane } from './log-pane'
import type { RunStore } from './run-store'
import { useStepLog, type LogOwner } from './use-step-log'

interface StepLogPaneProps {
  readonly store: RunStore
  readonly run: Pick<RunDetail, 'id' | 'externalId'>
  readonly owner: LogOwner
  /** The step is mapped: each line says of which item it is. */
  readonly items: boolean
}

/** The log of one step or item, in the inspector. */
export function StepLogPane({ store, run, owner, items }: StepLogPaneProps) {
  const source = useStepLog(store, run.id, owner)
  const width = items ? owner.stepId.length + 7 : 0
  return (
    <LogPane
      source={source}
      label={`Log of ${owner.stepId}`}
      runName={run.externalId}
      ownerWidth={Math.min(22, width)}
      chosenStep={null}
      onStep={(line) => store.select({ stepId: line.stepId, item: line.itemIndex })}
      empty={source.live ? 'It has not written anything yet.' : 'It wrote nothing to the log.'}
    />
  )
}
