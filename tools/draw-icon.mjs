// Draws the app's icon: a signal box with one lamp lit and one dark. Writes resources/icon.png, .ico and .icns.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { png } from './png.mjs'

// Light teal above, deep teal below (the accent of both themes lies between them), and the white of its text.
const TOP = [16, 134, 138]
const BOTTOM = [0, 92, 99]
const LAMP = [248, 253, 253]

// In units of the whole picture's width.
const BOX = { half: 0.445, radius: 0.2 }
const LIT = { y: 0.31, radius: 0.118 }
const DARK = { y: 0.69, radius: 0.094, line: 0.048 }
const GLOW = 0.2

const mix = (from, to, share) => from.map((value, channel) => value + (to[channel] - value) * share)
const clamp = (value) => Math.min(1, Math.max(0, value))

/** Distance to the edge of a rounded square around the middle: negative inside. */
function toBox(x, y) {
  const dx = Math.abs(x - 0.5) - BOX.half + BOX.radius
  const dy = Math.abs(y - 0.5) - BOX.half + BOX.radius
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - BOX.radius
}

/** Colour and opacity of one pixel; edges are as soft as a pixel is wide. */
function pixel(x, y, width) {
  const covered = (distance) => clamp(0.5 - distance / width)
  const toLit = Math.hypot(x - 0.5, y - LIT.y)
  const toDark = Math.hypot(x - 0.5, y - DARK.y)
  let colour = mix(TOP, BOTTOM, clamp((y - 0.05) / 0.9))
  colour = mix(colour, LAMP, 0.28 * clamp(1 - (toLit - LIT.radius) / GLOW) ** 2)
  colour = mix(colour, LAMP, covered(toLit - LIT.radius))
  colour = mix(colour, LAMP, 0.92 * covered(Math.abs(toDark - DARK.radius) - DARK.line / 2))
  return [...colour.map(Math.round), Math.round(255 * covered(toBox(x, y)))]
}

function ico(sizes) {
  const images = sizes.map((size) => png(size, pixel))
  const head = Buffer.alloc(6 + 16 * sizes.length)
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(sizes.length, 4)
  let offset = head.length
  sizes.forEach((size, index) => {
    const at = 6 + 16 * index
    head.set([size % 256, size % 256, 0, 0, 1, 0, 32, 0], at)
    head.writeUInt32LE(images[index].length, at + 8)
    head.writeUInt32LE(offset, at + 12)
    offset += images[index].length
  })
  return Buffer.concat([head, ...images])
}

function icns(kinds) {
  const entries = Object.entries(kinds).map(([type, size]) => {
    const image = png(size, pixel)
    const head = Buffer.from(`${type}\0\0\0\0`, 'latin1')
    head.writeUInt32BE(image.length + 8, 4)
    return Buffer.concat([head, image])
  })
  const head = Buffer.from('icns\0\0\0\0', 'latin1')
  head.writeUInt32BE(
    entries.reduce((sum, entry) => sum + entry.length, 8),
    4,
  )
  return Buffer.concat([head, ...entries])
}

const resources = join(import.meta.dirname, '../resources')
writeFileSync(join(resources, 'icon.png'), png(512, pixel))
writeFileSync(join(resources, 'icon.ico'), ico([16, 24, 32, 48, 64, 256]))
writeFileSync(join(resources, 'icon.icns'), icns({ icp4: 16, icp5: 32, ic07: 128, ic08: 256, ic09: 512, ic10: 1024 }))
