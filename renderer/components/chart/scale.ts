/** The nearest round number that is not less: 1, 2, 5, 10, 20, 50 …; what the top of a chart stands for. */
export function roundTop(most: number): number {
  if (most <= 0) return 1
  const power = 10 ** Math.floor(Math.log10(most))
  const step = [1, 2, 3, 4, 5, 6, 8].find((factor) => factor * power >= most * (1 - 1e-9)) ?? 10
  return step * power
}

interface Point {
  readonly x: number
  readonly y: number
}

/** The places of a line's values in a box, each in the middle of its part; null where there is no value. Alike values lie in the middle. */
export function linePoints(values: readonly (number | null)[], width: number, height: number): readonly (Point | null)[] {
  const known = values.filter((value) => value !== null)
  const least = Math.min(...known)
  const range = Math.max(...known) - least
  return values.map((value, place) =>
    value === null ? null : { x: round(((place + 0.5) / values.length) * width), y: round(range === 0 ? height / 2 : (1 - (value - least) / range) * height) },
  )
}

/** A line through points, with a gap where there is none; a lonely point becomes a short stroke, or it could not be seen. */
export function linePath(points: readonly (Point | null)[]): string {
  return points
    .map((point, place) => {
      if (point === null) return ''
      const alone = points[place - 1] == null && points[place + 1] == null
      const begins = points[place - 1] == null
      return alone ? `M${round(point.x - 1)} ${point.y}h2` : `${begins ? 'M' : 'L'}${point.x} ${point.y}`
    })
    .join('')
}

const round = (value: number): number => Math.round(value * 100) / 100
