import { useEffect, useState } from 'react'
import styles from './inspector.module.css'
import { ItemInspector } from './item-inspector'
import { RunInspector } from './run-inspector'
import type { RunStore } from './run-store'
import type { RunView } from './run-view'
import type { Selection } from './selection'
import { StepInspector, type StepTab } from './step-inspector'

interface InspectorProps {
  readonly store: RunStore
  readonly view: RunView
  readonly selection: Selection | null
  /** The view is of the past. */
  readonly past: boolean
  /** Asks for a rerun from a step; null while the run goes on. */
  readonly onRerun: ((stepId: string) => void) | null
  /** Steps that one may begin again from. */
  readonly canRerun: ReadonlySet<string>
}

/** The right panel: the run, the selected step, or the selected item. The tab stays when the selection moves on. */
export function Inspector({ store, view, selection, past, onRerun, canRerun }: InspectorProps) {
  const [tab, setTab] = useState<StepTab>('summary')
  const step = selection === null ? undefined : view.steps.get(selection.stepId)
  useEffect(() => {
    if (selection === null) setTab('summary')
  }, [selection])
  return (
    <aside className={styles.inspector} aria-label="Inspector">
      {selection === null || step === undefined ? (
        <RunInspector view={view} onStep={(stepId) => store.select({ stepId, item: null })} />
      ) : selection.item === null ? (
        <StepInspector
          key={step.stepId}
          store={store}
          view={view}
          step={step}
          tab={tab}
          onTab={setTab}
          past={past}
          onRerun={canRerun.has(step.stepId) ? onRerun : null}
          onItem={(item) => store.select({ stepId: step.stepId, item })}
        />
      ) : (
        <ItemInspector key={`${step.stepId} ${selection.item}`} store={store} view={view} step={step} index={selection.item} tab={tab} onTab={setTab} />
      )}
    </aside>
  )
}
