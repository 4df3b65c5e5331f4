/** More findings than these are counted, not listed. */
export const MOST_FINDINGS = 100
