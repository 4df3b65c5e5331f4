import { formatCount } from '../../lib/format-count'
import { formatUsd, shortCount } from '../../lib/format-usage'
import type { Figures } from './figures'

/** How each number stands to the period before: "12 more than the 24 h before". `before`: the words for that period. */
export function finishedChange(now: Figures, then: Figures, before: string): string {
  if (now.finished === then.finished) return now.finished === 0 ? `None in ${before} either` : `As many as ${before}`
  if (then.finished === 0) return `None in ${before}`
  const more = now.finished - then.finished
  return `${formatCount(Math.abs(more))} ${more > 0 ? 'more' : 'fewer'} than ${before}`
}

export function rateChange(now: Figures, then: Figures, before: string): string {
  if (now.successRate === null) return 'No run succeeded or failed'
  if (then.successRate === null) return NOTHING_BEFORE
  const points = Math.round((now.successRate - then.successRate) * 1000) / 10
  if (points === 0) return `The same as ${before}`
  return `${trimmed(Math.abs(points))} ${Math.abs(points) === 1 ? 'point' : 'points'} ${points > 0 ? 'up' : 'down'} on ${before}`
}

export function durationChange(now: Figures, then: Figures, before: string): string {
  if (now.usualMs === null) return 'No run succeeded'
  if (then.usualMs === null) return NOTHING_BEFORE
  const share = now.usualMs / Math.max(1, then.usualMs)
  const percent = Math.round((share - 1) * 100)
  if (percent === 0) return `As long as ${before}`
  if (share >= 2) return `${trimmed(Math.round(share * 10) / 10)} times ${before}`
  return `${Math.abs(percent)} % ${percent > 0 ? 'longer' : 'shorter'} than ${before}`
}

/** Cost, or tokens where no price is known. */
export function costChange(now: Figures, then: Figures, before: string): string {
  if (now.tokens === 0 && then.tokens === 0) return 'No model was called'
  const priced = now.usd > 0 || then.usd > 0
  const [spent, was] = priced ? [now.usd, then.usd] : [now.tokens, then.tokens]
  const difference = Math.abs(spent - was)
  if (was === 0) return `None in ${before}`
  if (difference < was * 0.005) return `As much as ${before}`
  return `${priced ? formatUsd(difference) : shortCount(difference)} ${spent > was ? 'more' : 'less'} than ${before}`
}

const NOTHING_BEFORE = 'Nothing before to compare with'

const trimmed = (value: number): string => (Number.isInteger(value) ? String(value) : value.toFixed(1))
