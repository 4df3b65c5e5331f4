/** Whether a statement failed for what it read, which others may not meet. */
export const isDamage = (thrown: unknown): boolean => thrown instanceof Error && 'code' in thrown && /^SQLITE_(CORRUPT|NOTADB|IOERR|ERROR)/.test(String(thrown.code))
