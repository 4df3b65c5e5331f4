import * as z from 'zod'
import type { JsonObject } from '../../contract/json'
import type { Finding } from '../../connectors/json/schema-check'
import type { Gates, Screening } from '../../connectors/patterns/gates/screening'
import { SIGNS } from '../../connectors/patterns/injection/signs'
import { PII_KINDS, type PiiKind } from '../../connectors/patterns/pii/personal-data'

const place = { path: z.string().describe('JSON pointer to the text.'), count: z.int(), start: z.int().describe('Where in the text the first begins.') }

/** What the gates found, as the step gives it out. */
export const gatesOutput = z.object({
  pii: z
    .object({
      total: z.int(),
      counts: z.partialRecord(z.enum(PII_KINDS), z.int()),
      findings: z.array(z.object({ kind: z.enum(PII_KINDS), ...place })).describe('The first 20, without what was found.'),
    })
    .nullable(),
  injection: z
    .object({
      score: z.number().describe('Of the most suspicious text, 0 to 1.'),
      suspected: z.int().describe('Texts whose score reaches the threshold.'),
      total: z.int().describe('Signs in all.'),
      findings: z
        .array(z.object({ sign: z.enum(Object.keys(SIGNS)), ...place, evidence: z.string(), score: z.number() }))
        .describe('20 of the most suspicious texts.'),
    })
    .nullable(),
})

export const toldGates = ({ pii, injection }: Screening): JsonObject => ({
  pii: pii === null ? null : { total: pii.total, counts: { ...pii.counts }, findings: pii.findings.map((finding) => ({ ...finding })) },
  injection: injection === null ? null : { ...injection, findings: injection.findings.map((finding) => ({ ...finding })) },
})

const IN_WORDS: Readonly<Record<PiiKind, readonly [one: string, several: string]>> = {
  email: ['an e-mail address', 'e-mail addresses'],
  phone: ['a phone number', 'phone numbers'],
  payment_card: ['a payment card', 'payment cards'],
  iban: ['an IBAN', 'IBANs'],
  national_id: ['a national id', 'national ids'],
  ip_address: ['an IP address', 'IP addresses'],
}

/** What makes the step fail: findings of gates that block. */
export function blockedBy(gates: Gates, { pii, injection }: Screening): { readonly total: number; readonly findings: readonly Finding[] } {
  const personal = gates.pii?.action === 'block' ? pii : null
  const suspicious = gates.injection?.action === 'block' ? injection : null
  const threshold = gates.injection?.threshold ?? 1
  return {
    total: (personal?.total ?? 0) + (suspicious?.suspected ?? 0),
    findings: [
      ...(personal?.findings ?? []).map(({ kind, path, count }) => ({
        path,
        message: `holds ${count === 1 ? IN_WORDS[kind][0] : `${count} ${IN_WORDS[kind][1]}`}`,
      })),
      ...byText(suspicious?.findings.filter(({ score }) => score >= threshold) ?? []),
    ],
  }
}

function byText(findings: NonNullable<Screening['injection']>['findings']): Finding[] {
  const texts = new Map<string, { readonly score: number; readonly signs: string[] }>()
  for (const { path, score, sign } of findings) {
    const text = texts.get(path) ?? { score, signs: [] }
    text.signs.push(sign)
    texts.set(path, text)
  }
  return [...texts].map(([path, { score, signs }]) => ({ path, message: `reads like instructions to a model (score ${score}: ${signs.join(', ')})` }))
}
