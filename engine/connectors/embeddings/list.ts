import * as z from 'zod'

/** A list of anything, neither walked nor copied: vectors are long, and are looked at once, all together. */
export const list = z.custom<readonly unknown[]>((value) => Array.isArray(value), 'expected a list')
