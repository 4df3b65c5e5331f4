import type { Json } from '../../../contract/json'
import type { Budget } from './budget'

/** A value inside a longer text: texts as they are, everything else as compact JSON. */
export const written = (value: Json, budget: Budget): string => (typeof value === 'string' ? value : asJson(value, budget))

const READINGS_A_WRITING = 3

export function asJson(value: Json, budget: Budget): string {
  budget.walk(value)
  const text = JSON.stringify(value)
  // Control characters and half letters grow sixfold. Writing takes longer than reading does.
  budget.characters(text.length)
  budget.read(text.length * READINGS_A_WRITING)
  return text
}
