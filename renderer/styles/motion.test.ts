import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const RENDERER = resolve(import.meta.dirname, '..')
const SHEETS = globSync('**/*.css', { cwd: RENDERER })

/** What the compositor does by itself; all else is laid out or painted anew for every frame, by the thread that everything else waits for. */
const MOVED_ONLY = ['opacity', 'rotate', 'scale', 'transform', 'translate']

/** The properties that the keyframes of a style sheet change. */
const animatedIn = (css: string): readonly string[] =>
  [...css.matchAll(/@keyframes \S+ \{((?:[^{}]*\{[^{}]*\})*)/g)].flatMap(([, frames = '']) =>
    [...frames.matchAll(/([\w-]+)\s*:/g)].flatMap(([, property]) => (property === undefined ? [] : [property])),
  )

describe('what moves on a screen', () => {
  it('is moved or faded, and never painted anew', () => {
    const all = SHEETS.flatMap((sheet) => animatedIn(readFileSync(join(RENDERER, sheet), 'utf8')).map((property) => ({ sheet, property })))
    expect(all.filter(({ property }) => !MOVED_ONLY.includes(property))).toEqual([])
    expect(all.length).toBeGreaterThan(10)
  })

  it('is found in a style sheet, however often a keyframe names it', () => {
    expect(animatedIn('@keyframes glint { from { background-position: 100% 0 } to { opacity: 1; background-position: 0 0 } }')).toEqual([
      'background-position',
      'opacity',
      'background-position',
    ])
  })
})
