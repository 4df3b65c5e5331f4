import * as z from 'zod'
import { toEngineError } from '../../core/shared/engine-error'
import type { RowRule, RowRuleSource } from '../../connectors/json/check-rows'
import { compilePatterns } from '../../connectors/patterns/compile-pattern'

/** Rules for one field of every row. Cells of CSV are text, so text that reads as a number or a date counts as one. */
const rowRule = z.strictObject({
  required: z.boolean().default(false).describe('Must be there and not be empty.'),
  type: z.enum(['string', 'number', 'integer', 'boolean', 'date']).optional(),
  min: z.number().optional().describe('Of numbers.'),
  max: z.number().optional(),
  min_length: z.int().min(0).optional().describe('Of text, in characters.'),
  max_length: z.int().min(0).optional(),
  pattern: z.string().optional().describe('RE2; must be found in the text.'),
  one_of: z
    .array(z.union([z.string(), z.number(), z.boolean()]))
    .max(1000)
    .optional(),
  unique: z.boolean().default(false),
})

type RowRules = Readonly<Record<string, RowRule>>

/** Rules by field, with their patterns compiled. */
export const rowRules = z.record(z.string(), rowRule).transform((rules, check): RowRules => {
  const compile = compilePatterns()
  const compiled: [string, RowRule][] = []
  for (const [field, { pattern, ...rest }] of Object.entries(rules)) {
    try {
      compiled.push([field, { ...rest, pattern: pattern === undefined ? undefined : compile(pattern) }])
    } catch (error) {
      check.addIssue({ code: 'custom', path: [field, 'pattern'], message: toEngineError(error).message })
      // With too many patterns, each of the rest would say the same.
      return z.NEVER
    }
  }
  return Object.fromEntries(compiled)
})

/** As they stood in the file: what a thread is told. */
export const sourcesOf = (rules: RowRules): Record<string, RowRuleSource> =>
  Object.fromEntries(Object.entries(rules).map(([field, { pattern: compiled, ...rest }]) => [field, { ...rest, pattern: compiled?.toString() }]))
