import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { coloursFor } from './colours'

const tokens = readFileSync('renderer/styles/tokens.css', 'utf8')

/** The tokens of one theme: `oklch(98.3% .003 210)` under the name that follows `--`. */
function theme(selector: string): (name: string) => string {
  const block = tokens.slice(tokens.indexOf(selector))
  return (name) => {
    const [, light = '', chroma = '', hue = ''] = new RegExp(`--${name}: oklch\\(([\\d.]+)% ([\\d.]+) ([\\d.]+)\\)`).exec(block) ?? []
    return hexadecimal(Number(light) / 100, Number(chroma), (Number(hue) * Math.PI) / 180)
  }
}

/** OKLCH to sRGB, by the matrices of its definition. */
function hexadecimal(light: number, chroma: number, hue: number): string {
  const [a, b] = [chroma * Math.cos(hue), chroma * Math.sin(hue)]
  const l = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (light - 0.0894841775 * a - 1.291485548 * b) ** 3
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ]
  return `#${linear.map((value) => byte(value).toString(16).padStart(2, '0')).join('')}`
}

const byte = (linear: number) => Math.round(255 * (linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055))

it.each([
  ['light', "[data-theme='light']", false],
  ['dark', "\n[data-theme='dark']", true],
] as const)('the %s window is painted in the colours of the page', (_name, selector, dark) => {
  const token = theme(selector)
  expect(coloursFor(dark)).toEqual({ background: token('bg'), bar: token('sunk'), symbol: token('text-2') })
})
