import { useCallback, useEffect, useMemo, useState } from 'react'
import { useStore } from 'zustand'
import { useLocation } from 'wouter'
import { Button } from '../../components/button'
import { ErrorState } from '../../components/error-state'
import { PipelineGraph } from '../../components/pipeline-graph/pipeline-graph'
import { PageHeader } from '../../components/page-header'
import { SplitPane } from '../../components/split-pane'
import type { CancelReceipt } from '../../../engine/contract/run'
import type { CallFailure } from '../../engine/call-failure'
import { useShortcut } from '../../lib/shortcuts'
import { useEscape } from '../../lib/use-escape'
import { useSmallWindow } from '../../lib/use-media-query'
import { StoppedClock } from '../../lib/use-now'
import { keepInAddress } from '../../lib/keep-in-address'
import { RerunDialog } from './again/rerun-dialog'
import { RerunMenuItem } from './again/rerun-menu-item'
import { criticalPath } from './critical-path'
import { Inspector } from './inspector'
import { PastLine } from './past-line'
import { ReceiptLine } from './receipt-line'
import { RunActions } from './run-actions'
import { RunHeader } from './run-header'
import { RunLog } from './run-log'
import styles from './run-page.module.css'
import { RunPageSkeleton } from './run-page-skeleton'
import { createRunStore, type RunStore } from './run-store'
import { RunTimeline } from './run-timeline'
import { isRunOver, type RunView } from './run-view'
import { searchFromSelection, SELECTION_KEYS, selectionFromSearch } from './selection'
import { cardStates } from './step-states'
import { type Replay, useReplay } from './use-replay'
import { useRun } from './use-run'
import { RunWhy } from './why/run-why'
import { WhyLine } from './why/why-line'

/** One run, live. `run` is its id or external id; mount anew (by key) for another run. */
export function RunPage({ run }: { readonly run: string }) {
  const [store] = useState(() => createRunStore(selectionFromSearch(location.search)))
  const { error, refresh } = useRun(store, run)
  const view = useStore(store, (state) => state.view)
  useSelectionInAddress(store)
  if (view !== null) return <Loaded store={store} view={view} />
  const title = run.length > 20 ? 'Run' : `Run ${run}`
  if (error === undefined) return <RunPageSkeleton title={title} />
  return (
    <>
      <PageHeader crumbs={[{ label: 'Runs', to: '/runs' }]} title={title} />
      <Unreadable error={error} onAgain={refresh} />
    </>
  )
}

function Unreadable({ error, onAgain }: { readonly error: CallFailure; readonly onAgain: () => void }) {
  const [, go] = useLocation()
  const gone = error.code === 'run_not_found'
  return (
    <ErrorState
      title={gone ? 'There is no such run' : "Couldn't read this run"}
      error={error}
      meaning={gone ? 'It may have been removed with other old runs.' : 'The run itself goes on; only this screen is missing.'}
      action={
        <Button look="main" onClick={gone ? () => go('/runs') : onAgain}>
          {gone ? 'Show all runs' : 'Try again'}
        </Button>
      }
    />
  )
}

function Loaded({ store, view }: { readonly store: RunStore; readonly view: RunView }) {
  const selection = useStore(store, (state) => state.selection)
  const [receipt, setReceipt] = useState<CancelReceipt | null>(null)
  const [rerun, setRerun] = useState<{ readonly from: string | null } | null>(null)
  const rerunFrom = isRunOver(view.run.status) ? (stepId: string) => setRerun({ from: stepId }) : null
  const small = useSmallWindow()
  const { run } = view
  // What a run does on failure is no place to begin again from.
  const again = useMemo(() => new Set(run.graph.steps.flatMap(({ id, onFailure }) => (onFailure ? [] : [id]))), [run.graph])
  const replay = useReplay(view)
  const shown = replay.past?.view ?? view
  const { steps } = shown
  const states = useMemo(() => cardStates(shown), [shown])
  const critical = useMemo(() => new Set(criticalPath(run.graph, steps)), [run.graph, steps])
  const silent = useStore(store, ({ log }) => log.lastSeq === 0)
  const selectStep = useCallback((stepId: string | null) => store.select(stepId === null ? null : { stepId, item: null }), [store])
  const selected = selection !== null && steps.has(selection.stepId) ? selection : null
  useRunKeys(store, [...steps.keys()], replay)

  return (
    <StoppedClock value={replay.past?.at ?? null}>
      <RunWhy view={view} looksBack={replay.past !== null}>
        <div className={styles.page}>
          <RunHeader view={shown} actions={<RunActions run={run} onReceipt={setReceipt} onRerun={() => setRerun({ from: null })} />} />
          {receipt !== null && <ReceiptLine receipt={receipt} onClose={() => setReceipt(null)} />}
          <WhyLine steps={view.steps} onStep={selectStep} />
          <PastLine view={view} replay={replay} />
          <SplitPane
            key={small ? 'below' : 'beside'}
            {...(small ? INSPECTOR_BELOW : INSPECTOR_BESIDE)}
            first={
              <SplitPane
                name="run.log"
                label="Log height"
                direction="column"
                initial={196}
                min={84}
                minOther={220}
                folded={silent}
                first={
                  <div className={styles.upper}>
                    <PipelineGraph
                      label={`Graph of ${run.externalId}`}
                      steps={run.graph.steps}
                      states={states}
                      selected={selected?.stepId ?? null}
                      onSelect={selectStep}
                      critical={critical}
                      menuOf={(stepId) => (rerunFrom === null || !again.has(stepId) ? null : <RerunMenuItem onSelect={() => rerunFrom(stepId)} />)}
                    />
                    <RunTimeline view={shown} whole={view} replay={replay} selected={selected?.stepId ?? null} onSelect={selectStep} critical={critical} />
                  </div>
                }
                second={silent ? <SilentLog over={isRunOver(run.status)} /> : <RunLog store={store} run={run} selected={selected?.stepId ?? null} />}
              />
            }
            second={<Inspector store={store} view={shown} selection={selected} past={replay.past !== null} onRerun={rerunFrom} canRerun={again} />}
          />
          {rerun !== null && <RerunDialog run={run} from={rerun.from} onClose={() => setRerun(null)} />}
        </div>
      </RunWhy>
    </StoppedClock>
  )
}

const INSPECTOR_BESIDE = { name: 'run.inspector', label: 'Inspector width', initial: 372, min: 300, minOther: 420 } as const

/** In a small window the graph and the lines of the log keep the whole width. */
const INSPECTOR_BELOW = { name: 'run.inspector-below', label: 'Inspector height', direction: 'column', initial: 160, min: 96, minOther: 300 } as const

/** A log without a line takes no more room than it takes to say so. */
const SilentLog = ({ over }: { readonly over: boolean }) => (
  <p className={styles.silent}>
    <b>Log</b> {over ? 'This run wrote nothing to its log.' : 'Nothing has been written yet.'}
  </p>
)

/** The address names what is selected while the screen is open. */
function useSelectionInAddress(store: RunStore): void {
  const selection = useStore(store, (state) => state.selection)
  useEffect(() => keepInAddress(SELECTION_KEYS, searchFromSelection(selection)), [selection])
  useEffect(() => () => keepInAddress(SELECTION_KEYS, ''), [])
}

function useRunKeys(store: RunStore, stepIds: readonly string[], { past, seq, tooLong, goTo, goLive }: Replay): void {
  const move = (by: 1 | -1) => () => {
    const at = stepIds.indexOf(store.getState().selection?.stepId ?? '')
    const next = stepIds[at === -1 ? (by === 1 ? 0 : stepIds.length - 1) : Math.max(0, Math.min(stepIds.length - 1, at + by))]
    if (next !== undefined) store.select({ stepId: next, item: null })
  }
  const group = 'This run'
  useShortcut('j', 'Next step', move(1), { group })
  useShortcut('k', 'Previous step', move(-1), { group })
  useShortcut('[', 'One event back', () => goTo({ seq: seq - 1 }), { group, enabled: !tooLong })
  useShortcut(']', 'One event on', () => goTo({ seq: seq + 1 }), { group, enabled: past !== null })
  useShortcut('l', 'Back from the past', goLive, { group, enabled: past !== null })
  useEscape(() => {
    const { selection } = store.getState()
    if (past !== null) goLive()
    else if (selection !== null) store.select(selection.item === null ? null : { stepId: selection.stepId, item: null })
  })
}
