import type { Rule } from '../../lib/field-rules'

export const required =
  (sentence: string): Rule =>
  (value) =>
    value.trim() === '' ? sentence : undefined

export const modelName: Rule = (value) =>
  /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(value.trim())
    ? undefined
    : 'At most 64 letters, digits, dots, dashes and underscores, beginning with a letter or digit.'

export const secretName: Rule = (value) =>
  /^[A-Za-z_][A-Za-z0-9_]{0,63}$/.test(value.trim()) ? undefined : 'At most 64 letters, digits and underscores, not beginning with a digit.'

const MIN_SECRET = 8

export const secretValue: Rule = (value) =>
  value.length < MIN_SECRET ? `At least ${MIN_SECRET} characters: shorter ones could not be masked in logs.` : undefined

export const price: Rule = (value) => {
  const number = Number(value.trim())
  return value.trim() !== '' && Number.isFinite(number) && number >= 0 && number <= 10_000 ? undefined : 'A price is a number from 0 to 10,000.'
}

export const timeOfDay: Rule = (value) => (/^([01]\d|2[0-3]):[0-5]\d$/.test(value.trim()) ? undefined : 'A time of day is written as 22:30.')

export const port: Rule = (value) => {
  const number = Number(value.trim())
  return Number.isInteger(number) && number >= 1 && number <= 65_535 ? undefined : 'A port is a whole number from 1 to 65535.'
}

/** A whole number from 1 on, or nothing. */
export const bound =
  (most: number): Rule =>
  (value) => {
    const number = Number(value.trim())
    return value.trim() === '' || (Number.isInteger(number) && number >= 1 && number <= most)
      ? undefined
      : `A whole number from 1 to ${most.toLocaleString('en-GB')}, or nothing.`
  }
