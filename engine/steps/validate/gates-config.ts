import * as z from 'zod'
import { GATE_ACTIONS, type Gates, type InjectionGate, type PiiGate } from '../../connectors/patterns/gates/screening'
import { ALL_PII, PII_KINDS } from '../../connectors/patterns/pii/personal-data'

const action = z.enum(GATE_ACTIONS)

/** At least one sign that is plain by itself, or two that are not. */
const THRESHOLD = 0.5

/** `redact`, or the same with more to say. */
const piiGate = z
  .union([
    action,
    z.strictObject({
      action,
      kinds: z
        .array(z.enum(PII_KINDS))
        .min(1)
        .default([...PII_KINDS])
        .describe('What to look for; otherwise everything.'),
      allow: z.array(z.string().min(1).max(320)).max(1000).default([]).describe('What may stay, such as the address of an office.'),
    }),
  ])
  .transform((gate): PiiGate => (typeof gate === 'string' ? { action: gate, ...ALL_PII } : gate))

const injectionGate = z
  .union([action, z.strictObject({ action, threshold: z.number().gt(0).max(1).default(THRESHOLD).describe('The least score of a text that counts.') })])
  .transform((gate): InjectionGate => (typeof gate === 'string' ? { action: gate, threshold: THRESHOLD } : gate))

export const gatesConfig = z
  .strictObject({
    pii: piiGate.optional().describe('Personal data: e-mail addresses, phone numbers, payment cards, IBANs, national ids, IP addresses.'),
    injection: injectionGate.optional().describe('Instructions to a model, by heuristics.'),
  })
  .refine((gates) => gates.pii !== undefined || gates.injection !== undefined, '`gates` needs `pii` or `injection`.')
  .transform(({ pii, injection }): Gates => ({ pii: pii ?? null, injection: injection ?? null }))
