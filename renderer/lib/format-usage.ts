/** `1 token`, `812 tokens`, `12.3k tokens`, `1.2M tokens`. */
export const formatTokens = (tokens: number): string => `${shortCount(tokens)} ${tokens === 1 ? 'token' : 'tokens'}`

/** `812`, `12.3k`, `1.2M`: as many digits as one takes in at a glance. */
export function shortCount(count: number): string {
  if (count < 1000) return String(Math.round(count))
  // Rounded to the unit that is printed, so that "1000.0k" cannot appear.
  if (count < 999_500) return `${trimmed(count / 1000)}k`
  return `${trimmed(count / 1_000_000)}M`
}

/** `$0`, `less than $0.0001`, `$0.0042`, `$0.042`, `$1.20`, `$1,204`. */
export function formatUsd(usd: number): string {
  if (usd <= 0) return '$0'
  if (usd < 0.0001) return 'less than $0.0001'
  if (usd < 0.995) return `$${Number(usd.toPrecision(2)).toFixed(Math.max(2, 1 - Math.floor(Math.log10(Number(usd.toPrecision(2))))))}`
  return `$${(usd < 999.995 ? cents : whole).format(usd)}`
}

const trimmed = (value: number): string => (value < 99.95 ? value.toFixed(1).replace(/\.0$/, '') : String(Math.round(value)))

const cents = new Intl.NumberFormat('en-GB', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
const whole = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 })
