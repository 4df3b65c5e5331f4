/** What the screen is about: a step, or one item of a mapped one. Null: the run itself. */
export interface Selection {
  readonly stepId: string
  /** Place in the mapped step's list. */
  readonly item: number | null
}

/** What it takes of the address. */
export const SELECTION_KEYS = ['step', 'item'] as const

const STEP_ID = /^[A-Za-z_][A-Za-z0-9_]*$/

/** Reads `?step=summarise&item=36`. */
export function selectionFromSearch(search: string): Selection | null {
  const parameters = new URLSearchParams(search)
  const stepId = parameters.get('step') ?? ''
  const item = parameters.get('item') ?? ''
  if (!STEP_ID.test(stepId)) return null
  return { stepId, item: /^\d{1,7}$/.test(item) ? Number(item) : null }
}

/** The other way round; empty for the run itself. */
export function searchFromSelection(selection: Selection | null): string {
  if (selection === null) return ''
  const { stepId, item } = selection
  return item === null ? `step=${stepId}` : `step=${stepId}&item=${item}`
}

export const sameSelection = (a: Selection | null, b: Selection | null): boolean => a?.stepId === b?.stepId && a?.item === b?.item
