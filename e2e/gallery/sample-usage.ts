import type { Usage } from '../../engine/contract/model'
import type { PlannedStep } from './sample-plan'

/** What one try of a step that asks a model used; null for the others. */
export function usageOfTry({ step, tries }: PlannedStep, n: number): Usage | null {
  const attempt = tries[n]
  if (step.uses !== 'llm' || attempt === undefined) return null
  const local = step.id === 'translate'
  return { inputTokens: 3_180, outputTokens: 640 + step.id.length * 17, estimated: attempt.error !== null, usd: local ? 0 : 0.0129 + n * 0.004 }
}

/** Of the tries that have ended. */
export const usageUpTo = (planned: PlannedStep, at: number): Usage | null => sum(planned.tries.map(({ end }, n) => (end <= at ? usageOfTry(planned, n) : null)))

export function sum(parts: readonly (Usage | null)[]): Usage | null {
  return parts.reduce((all, part) => {
    if (all === null || part === null) return all ?? part
    return {
      inputTokens: all.inputTokens + part.inputTokens,
      outputTokens: all.outputTokens + part.outputTokens,
      estimated: all.estimated || part.estimated,
      usd: all.usd === null || part.usd === null ? null : all.usd + part.usd,
    }
  }, null)
}
