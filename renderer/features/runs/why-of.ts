/** Why a read failed, as the engine put it: its errors are sentences. */
export const whyOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : 'the engine gave no reason.')
