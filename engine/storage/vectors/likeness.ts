import type { Metric } from '../../core/vectors/vector-collection'

/** A vector as it is kept and compared: with 32 bits a number, and of length one where only the direction counts. */
export function toStored(vector: readonly number[], metric: Metric): Float32Array {
  if (metric !== 'cosine') return Float32Array.from(vector)
  const length = lengthOf(vector)
  // Nothing points nowhere: it is like no other.
  return length === 0 ? new Float32Array(vector.length) : Float32Array.from(vector, (each) => each / length)
}

function lengthOf(vector: readonly number[]): number {
  let sum = 0
  for (const each of vector) sum += each * each
  return Math.sqrt(sum)
}

/** What `metric` says of two vectors as they are kept. */
export const SCORES: Readonly<Record<Metric, (a: Float32Array, b: Float32Array) => number>> = {
  // Rounding leads past the ends.
  cosine: (a, b) => Math.max(-1, Math.min(1, product(a, b))),
  dot: product,
  euclid: distance,
}

export const isLowerNearer = (metric: Metric): boolean => metric === 'euclid'

/** Four sums at a time take a third of the time of one: no addition waits for the one before it. */
function product(a: Float32Array, b: Float32Array): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0]
  const whole = a.length - (a.length % 4)
  for (let at = 0; at < whole; at += 4) {
    s0 += (a[at] ?? 0) * (b[at] ?? 0)
    s1 += (a[at + 1] ?? 0) * (b[at + 1] ?? 0)
    s2 += (a[at + 2] ?? 0) * (b[at + 2] ?? 0)
    s3 += (a[at + 3] ?? 0) * (b[at + 3] ?? 0)
  }
  for (let at = whole; at < a.length; at++) s0 += (a[at] ?? 0) * (b[at] ?? 0)
  return s0 + s1 + s2 + s3
}

function distance(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let at = 0; at < a.length; at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0)
    sum += difference * difference
  }
  return Math.sqrt(sum)
}
