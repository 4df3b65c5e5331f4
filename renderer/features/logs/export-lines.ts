import type { PlacedLogLine } from '../../../engine/contract/log'
import { lineWithContext } from '../../components/log/line-words'
import { lineAt, type LineList } from './line-list'
import { nameOfLine } from './use-all-runs-look'

/** Lines that are written out in one go: a part of a frame's time. */
const AT_ONCE = 2000

export const asTextLine = (line: PlacedLogLine): string => lineWithContext(line, nameOfLine(line))
export const asJsonLine = (line: PlacedLogLine): string => JSON.stringify(line)

/** The newest lines, `most` of them at most, oldest first, in pieces of text. Pauses between them, so that the page goes on living. */
export async function writtenOut(list: LineList, most: number, write: (line: PlacedLogLine) => string): Promise<readonly string[]> {
  const pieces: string[] = []
  for (let row = Math.max(0, list.rows - most); row < list.rows; row += AT_ONCE) {
    const lines = Array.from({ length: Math.min(AT_ONCE, list.rows - row) }, (_, offset) => lineAt(list, row + offset))
    pieces.push(lines.map((line) => (line === undefined ? '' : `${write(line)}\n`)).join(''))
    await new Promise((resolve) => setTimeout(resolve, 0))
  }
  return pieces
}

/** Hands a file to the browser, which saves it where downloads go. */
export function download(name: string, type: string, pieces: readonly string[]): void {
  const url = URL.createObjectURL(new Blob([...pieces], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The browser has its own hold on the file by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

/** `signalbox-log-2026-03-18-143712.txt`, on this computer's clock. */
export function exportName(now: number, ending: 'txt' | 'jsonl'): string {
  const date = new Date(now)
  const pad = (value: number) => String(value).padStart(2, '0')
  const day = [date.getFullYear(), pad(date.getMonth() + 1), pad(date.getDate())].join('-')
  return `signalbox-log-${day}-${pad(date.getHours())}${pad(date.getMinutes())}${pad(date.getSeconds())}.${ending}`
}
