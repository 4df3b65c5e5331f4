import * as z from 'zod'
import { toEngineError } from '../../core/shared/engine-error'
import type { RowRule, RowRuleSource } from '../../connectors/json/check-rows'
import { compilePattern } from '../../connectors/patterns/compile-pattern'
import type { Pattern } from '../../connectors/patterns/re2-pattern'

const pattern = z.string().transform((source, check): Pattern => {
  try {
    return compilePattern(source)
  } catch (error) {
    check.addIssue({ code: 'custom', message: toEngineError(error).message })
    return z.NEVER
  }
})

/** Rules for one field of every row. Cells of CSV are text, so text that reads as a number or a date counts as one. */
export const rowRule = z.strictObject({
  required: z.boolean().default(false).describe('Must be there and not be empty.'),
  type: z.enum(['string', 'number', 'integer', 'boolean', 'date']).optional(),
  min: z.number().optional().describe('Of numbers.'),
  max: z.number().optional(),
  min_length: z.int().min(0).optional().describe('Of text, in characters.'),
  max_length: z.int().min(0).optional(),
  pattern: pattern.optional().describe('RE2; must be found in the text.'),
  one_of: z
    .array(z.union([z.string(), z.number(), z.boolean()]))
    .max(1000)
    .optional(),
  unique: z.boolean().default(false),
})

export type RowRules = Readonly<Record<string, RowRule>>

/** As they stood in the file: what a thread is told. */
export const sourcesOf = (rules: RowRules): Record<string, RowRuleSource> =>
  Object.fromEntries(Object.entries(rules).map(([field, { pattern: compiled, ...rest }]) => [field, { ...rest, pattern: compiled?.toString() }]))
