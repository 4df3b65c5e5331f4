import { closeSync, openSync, readSync, statSync } from 'node:fs'

/** SQLite's file format, "The Write-Ahead Log": a header, then frames of a header and a page each. */
const HEADER = 32
const FRAME_HEADER = 24
const MAGIC = { little: 0x377f0682, big: 0x377f0683 }

/** What is in a database's log. */
export type WalState =
  /** Nothing, or all of it whole. */
  | { readonly kind: 'whole'; readonly commits: number }
  /** Its beginning is not that of a log: whatever was in it cannot be found. */
  | { readonly kind: 'unreadable' }
  /** Whole up to a place, and behind that a commit of the same log: what was confirmed in between is lost. */
  | { readonly kind: 'broken'; readonly commits: number; readonly lost: number }

/**
 * Reads a log as SQLite does when it recovers, and looks on where SQLite stops without a word. What a crash leaves unfinished at
 * the end is as it should be; a commit behind a damaged frame is not. Null when there is no log.
 */
export function readWal(path: string): WalState | null {
  const size = statSync(path, { throwIfNoEntry: false })?.size
  if (size === undefined) return null
  if (size < HEADER) return { kind: 'whole', commits: 0 }
  const file = openSync(path, 'r')
  try {
    return stateOf(file, size)
  } finally {
    closeSync(file)
  }
}

function stateOf(file: number, size: number): WalState {
  const header = bytesAt(file, 0, HEADER)
  const magic = header.readUInt32BE(0)
  const big = magic === MAGIC.big
  let sum: Sum = addTo({ a: 0, b: 0 }, header, 24, big)
  const isHeader = (big || magic === MAGIC.little) && sum.a === header.readUInt32BE(24) && sum.b === header.readUInt32BE(28)
  if (!isHeader) return { kind: 'unreadable' }
  const page = header.readUInt32BE(8)
  const salt = header.readBigUInt64BE(16)
  const length = FRAME_HEADER + page
  let [commits, lost, broken] = [0, 0, false]
  for (let at = HEADER; at + length <= size; at += length) {
    const frame = bytesAt(file, at, length)
    if (frame.readBigUInt64BE(8) !== salt) {
      broken = true
      continue
    }
    const isCommit = frame.readUInt32BE(4) !== 0
    if (!broken) {
      sum = addTo(addTo(sum, frame, 8, big), frame.subarray(FRAME_HEADER), page, big)
      broken = sum.a !== frame.readUInt32BE(16) || sum.b !== frame.readUInt32BE(20)
      if (!broken && isCommit) commits += 1
      continue
    }
    if (isCommit) lost += 1
  }
  return lost > 0 ? { kind: 'broken', commits, lost } : { kind: 'whole', commits }
}

interface Sum {
  readonly a: number
  readonly b: number
}

/** SQLite's checksum, over pairs of words. */
function addTo({ a, b }: Sum, bytes: Buffer, length: number, big: boolean): Sum {
  let [first, second] = [a, b]
  for (let at = 0; at < length; at += 8) {
    const [x, y] = big ? [bytes.readUInt32BE(at), bytes.readUInt32BE(at + 4)] : [bytes.readUInt32LE(at), bytes.readUInt32LE(at + 4)]
    first = (first + x + second) >>> 0
    second = (second + y + first) >>> 0
  }
  return { a: first, b: second }
}

function bytesAt(file: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length)
  readSync(file, bytes, 0, length, position)
  return bytes
}
