import { createContext, useContext, useMemo } from 'react'
import type { Why } from '../../../../engine/contract/why'
import type { RunView, StepView } from '../run-view'
import { fittingWhy, saidOfRun } from './fitting-why'
import { useWhy } from './use-why'

interface Said {
  /** What the line under the run's head says. */
  readonly line: Why | null
  readonly steps: ReadonlyMap<string, Why>
}

const NOTHING: Said = { line: null, steps: new Map() }
const WhyContext = createContext<Said>(NOTHING)

interface RunWhyProps {
  /** As the run stands now. */
  readonly view: RunView
  readonly looksBack: boolean
  readonly children: React.ReactNode
}

/** Knows for all below it what the run, and each step of it, waits for. */
export function RunWhy({ view, looksBack, children }: RunWhyProps) {
  const { why, steps } = useWhy(view, looksBack)
  const byStep = useMemo(() => new Map(steps.flatMap((each) => (each.stepRunId === null ? [] : [[each.stepRunId, each] as const]))), [steps])
  const line = saidOfRun(why, view)
  const said = useMemo(() => ({ line, steps: byStep }), [line, byStep])
  return <WhyContext value={said}>{children}</WhyContext>
}

/** What the line under the run's head says. */
export const useRunLine = (): Why | null => useContext(WhyContext).line

/** What a waiting step waits for, and whether the line says so already. */
export function useStepWhy(step: Pick<StepView, 'id' | 'waiting'>): { readonly why: Why | null; readonly said: boolean } {
  const { line, steps } = useContext(WhyContext)
  const why = fittingWhy(step, steps.get(step.id))
  return { why, said: line !== null && (line.stepRunId === step.id || (line.reason === 'paused' && why?.reason === 'paused')) }
}
