import { v5 } from 'uuid'

/** Qdrant knows points by unsigned integers and UUIDs alone. Made once; another would lose what is stored. */
const NAMESPACE = 'b7f7c0c3-5d0b-5a57-9c4e-6d3c2f0a9e11'

/** Where a point whose id Qdrant does not take keeps it. */
export const ID_KEY = 'signalbox_id'

/** An id as Qdrant takes it: numbers and UUIDs as they are, any other text as the UUID that is always made from it. */
export function toPointId(id: string): string | number {
  if (isWholeNumber(id)) return Number(id)
  return isUuid(id) ? id : v5(id, NAMESPACE)
}

/** Whether Qdrant gives the id back as it was given. */
export const isPointId = (id: string): boolean => isWholeNumber(id) || isUuid(id)

/** Larger ones would not come back as they were. */
const isWholeNumber = (id: string): boolean => /^(?:0|[1-9]\d{0,15})$/.test(id) && Number.isSafeInteger(Number(id))

/** As Qdrant writes it: it takes other spellings, too, but does not give them back. */
const isUuid = (id: string): boolean => /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/.test(id)
