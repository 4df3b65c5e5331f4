/** What a plan does with a step: takes its output over, runs it, or leaves it out. */
export const STEP_MARKS = ['reused', 'runs', 'dropped'] as const
export type StepMark = (typeof STEP_MARKS)[number]
