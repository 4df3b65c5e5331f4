import { expect, test } from 'vitest'
import { chooseLayout } from './choose-layout'
import { NARROW_CARD_WIDTH } from './layout'

const chain = (length: number) => Array.from({ length }, (_, i) => ({ id: `s${i}`, needs: i === 0 ? [] : [`s${i - 1}`], onFailure: false }))

test('leads to the right where that can be read', () => {
  expect(chooseLayout(chain(4), { width: 1000, height: 300 }).flow).toBe('right')
})

test('leads down beside a file: narrow and high', () => {
  expect(chooseLayout(chain(6), { width: 560, height: 480 }).flow).toBe('down')
})

test('makes the cards narrower where neither direction fits', () => {
  expect(chooseLayout(chain(6), { width: 700, height: 240 })).toMatchObject({ flow: 'right', cardWidth: NARROW_CARD_WIDTH })
})

test('stays with one direction for very large graphs', () => {
  expect(chooseLayout(chain(200), { width: 560, height: 480 }).flow).toBe('right')
})
