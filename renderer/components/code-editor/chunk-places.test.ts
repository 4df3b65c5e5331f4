import { Chunk } from '@codemirror/merge'
import { Text } from '@codemirror/state'
import { expect, it } from 'vitest'
import { placeAfter } from './chunk-places'

const textOf = (lines: string) => Text.of(lines.split(' '))

/** The line (from 1) of the text after that shows what stood on a line of the text before. */
function lineAfter(before: string, after: string, line: number): number {
  const [a, b] = [textOf(before), textOf(after)]
  return b.lineAt(Math.min(b.length, placeAfter(Chunk.build(a, b), a.line(line).from))).number
}

it.each([
  ['what stands before every change stays where it is', 'a b c', 'a b x', 1, 1],
  ['what stands behind lines that came moves on', 'a b c', 'a x y b c', 3, 5],
  ['what stands behind lines that went moves back', 'a x y b c', 'a b c', 5, 3],
  ['what changed is where the change is', 'one two three', 'one other three', 2, 2],
  ['what is gone is where it was', 'a x b', 'a b', 2, 2],
])('%s', (_, before, after, line, expected) => {
  expect(lineAfter(before, after, line)).toBe(expected)
})
