import { useEffect, useState } from 'react'
import type { Graph, PipelineInput, Problem } from '../../../engine/contract/pipeline'
import { useQuery } from '../../engine/use-query'
import { validateText } from './queries'

export interface LiveValidation {
  readonly problems: readonly Problem[]
  /** Of the file as it is, or as it last could be understood (`graphIsOld`). */
  readonly graph: Graph | null
  readonly graphIsOld: boolean
  readonly inputs: readonly PipelineInput[]
  readonly name: string | null
  /** The findings are not about the newest letters yet. */
  readonly checking: boolean
}

const AFTER_TYPING_MS = 250

/** What the engine says about the text, a moment after the last key. */
export function useValidation(text: string): LiveValidation {
  const settled = useSettled(text, AFTER_TYPING_MS)
  const { data } = useQuery(validateText, settled, { keepPrevious: true })
  const [lastGraph, setLastGraph] = useState<Graph | null>(null)
  const drawable = data?.graph != null && data.graph.steps.length > 0 ? data.graph : null
  if (drawable !== null && drawable !== lastGraph) setLastGraph(drawable)
  const graph = drawable ?? lastGraph
  return {
    problems: data?.problems ?? NONE,
    graph,
    graphIsOld: data !== undefined && graph !== drawable,
    inputs: data?.inputs ?? [],
    name: data?.name ?? null,
    checking: data === undefined || settled !== text,
  }
}

const NONE: readonly Problem[] = []

/** The value as it was before the last changes, until these have rested for a while. */
export function useSettled(value: string, ms: number): string {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms)
    return () => clearTimeout(timer)
  }, [value, ms])
  return settled
}
