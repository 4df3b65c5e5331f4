// Draws the tray's pictures into resources/tray: the box with the sign of what goes on, so that shape tells it and not colour
// alone. idle: a ring. running: a disc with a bite, as of something that turns. failed: a diamond.
// Each twice: white on a ground of its own, for light and dark panels, and as a template that macOS colours itself.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { png } from './png.mjs'

const WHITE = [255, 255, 255]
const STATES = {
  idle: { ground: [75, 88, 92], sign: ring },
  running: { ground: [0, 108, 114], sign: bitten },
  failed: { ground: [197, 43, 48], sign: diamond },
}

// In units of the whole picture's width, which is 16 pixels of a plain screen.
const PIXEL = 1 / 16
const BOX = { half: 7.5 * PIXEL, radius: 3.5 * PIXEL }
const OUTLINE = 1.25 * PIXEL

const clamp = (value) => Math.min(1, Math.max(0, value))

// Distances to an edge: negative inside. x and y count from the middle.

function box(x, y) {
  const dx = Math.abs(x) - BOX.half + BOX.radius
  const dy = Math.abs(y) - BOX.half + BOX.radius
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - BOX.radius
}

function ring(x, y) {
  return Math.abs(Math.hypot(x, y) - 3.25 * PIXEL) - 0.85 * PIXEL
}

/** The ring, and three quarters of what is in it. */
function bitten(x, y) {
  const rim = Math.abs(Math.hypot(x, y) - 4 * PIXEL) - 0.6 * PIXEL
  const quarter = Math.max(-x, y)
  const disc = Math.hypot(x, y) - 4 * PIXEL
  return Math.min(rim, Math.max(disc, -quarter))
}

function diamond(x, y) {
  return (Math.abs(x) + Math.abs(y) - 5 * PIXEL) / Math.SQRT2
}

const onGround =
  ({ ground, sign }) =>
  (x, y, width) => {
    const covered = (distance) => clamp(0.5 - distance / width)
    const white = covered(sign(x - 0.5, y - 0.5))
    return [...ground.map((value, channel) => Math.round(value + (WHITE[channel] - value) * white)), Math.round(255 * covered(box(x - 0.5, y - 0.5)))]
  }

const template =
  ({ sign }) =>
  (x, y, width) => {
    const covered = (distance) => clamp(0.5 - distance / width)
    const frame = Math.abs(box(x - 0.5, y - 0.5) + OUTLINE / 2) - OUTLINE / 2
    return [0, 0, 0, Math.round(255 * Math.max(covered(frame), covered(sign(x - 0.5, y - 0.5))))]
  }

const folder = join(import.meta.dirname, '../resources/tray')
mkdirSync(folder, { recursive: true })
for (const [state, look] of Object.entries(STATES)) {
  for (const [suffix, size] of Object.entries({ '': 16, '@2x': 32 })) {
    writeFileSync(join(folder, `${state}${suffix}.png`), png(size, onGround(look)))
    writeFileSync(join(folder, `${state}Template${suffix}.png`), png(size, template(look)))
  }
}
