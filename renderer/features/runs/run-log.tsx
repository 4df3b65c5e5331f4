import { useState } from 'react'
import { useStore } from 'zustand'
import type { RunDetail } from '../../../engine/contract/run'
import type { ShownLine } from '../../components/log/log-source'
import { cx } from '../../lib/class-names'
import { LogPane } from './log-pane'
import styles from './run-log.module.css'
import type { RunStore } from './run-store'
import type { RunView } from './run-view'
import { useLineInAddress } from './use-line-in-address'
import { useRunLog } from './use-run-log'
import { useStepLog } from './use-step-log'

interface RunLogProps {
  readonly store: RunStore
  readonly run: Pick<RunDetail, 'id' | 'externalId'>
  readonly selected: string | null
}

/** The log drawer: the whole run, or only the selected step while that is asked for. */
export function RunLog({ store, run, selected }: RunLogProps) {
  const [narrow, setNarrow] = useState(false)
  const only = narrow ? selected : null
  const width = useStore(store, ({ view }) => (view === null ? NARROWEST : ownerWidth(view)))
  const shared = {
    runName: run.externalId,
    ownerWidth: width,
    onStep: (line: ShownLine) => store.select({ stepId: line.stepId, item: line.itemIndex }),
    shortcuts: true,
    children: (
      <>
        <b>Log</b>
        {selected !== null && (
          <button type="button" aria-pressed={narrow} className={cx(styles.only, narrow && styles.on)} onClick={() => setNarrow(!narrow)}>
            only {selected}
          </button>
        )}
      </>
    ),
  }
  return only === null ? (
    <WholeLog store={store} run={run} selected={selected} shared={shared} />
  ) : (
    <OneStep key={only} store={store} run={run} stepId={only} shared={shared} />
  )
}

type Shared = Pick<React.ComponentProps<typeof LogPane>, 'runName' | 'ownerWidth' | 'onStep' | 'shortcuts' | 'children'>

function WholeLog({ store, run, selected, shared }: RunLogProps & { readonly shared: Shared }) {
  const source = useRunLog(store, run.id)
  const startAt = useLineInAddress()
  return (
    <LogPane
      {...shared}
      source={source}
      label="Log of the run"
      chosenStep={selected}
      startAt={startAt}
      empty={source.live ? 'Nothing has been written yet. Lines appear here as the steps write them.' : 'This run wrote nothing to its log.'}
    />
  )
}

function OneStep({ store, run, stepId, shared }: Pick<RunLogProps, 'store' | 'run'> & { readonly stepId: string; readonly shared: Shared }) {
  const source = useStepLog(store, run.id, { stepId, stepRunId: null })
  return (
    <LogPane
      {...shared}
      source={source}
      label={`Log, only ${stepId}`}
      chosenStep={null}
      empty={source.live ? `${stepId} has not written anything yet.` : `${stepId} wrote nothing to the log.`}
    />
  )
}

const NARROWEST = 8
const WIDEST = 22

/** Characters that the longest `step[item]` takes. */
const ownerWidth = ({ steps }: RunView): number =>
  Math.min(WIDEST, Math.max(NARROWEST, ...[...steps.values()].map(({ stepId, map }) => stepId.length + (map === null ? 0 : String(map.total).length + 2))))
