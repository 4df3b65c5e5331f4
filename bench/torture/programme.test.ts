import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import type { Part, PartOptions, PartResult } from './part'
import { runProgramme } from './programme'

let folder: string
let begun: { readonly name: string; readonly seed: number }[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'signalbox-programme-'))
  begun = []
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
})

const part = (name: string, run: (options: PartOptions) => PartResult, missing?: string): Part => ({
  name,
  title: `The part ${name}`,
  minutes: 1,
  ...(missing !== undefined && { missing: () => missing }),
  run: async (options) => {
    begun.push({ name, seed: options.seed })
    return run(options)
  },
})
const well = (name: string) => part(name, () => ({ figures: [['times', '20']], findings: [] }))
const cutOff = (name: string) =>
  part(name, () => {
    throw new Error('cut off')
  })

const go = (parts: readonly Part[], minutes?: number) => runProgramme(parts, { program: [], folder, sources: '', seed: 7, minutes, progress: () => undefined })

describe('the programme', () => {
  test('goes through its parts in order, each with a seed of its own, and goes on where it was cut off', async () => {
    await expect(go([well('a'), cutOff('b'), well('c')])).rejects.toThrow('cut off')
    const { parts } = await go([well('a'), well('b'), well('c')])
    expect(begun).toEqual([
      { name: 'a', seed: 7 },
      { name: 'b', seed: 8 },
      { name: 'b', seed: 8 },
      { name: 'c', seed: 9 },
    ])
    expect(parts.map(({ name }) => name)).toEqual(['a', 'b', 'c'])
  })

  test('writes its report as it goes', async () => {
    await expect(go([well('a'), cutOff('b')])).rejects.toThrow('cut off')
    const report = readFileSync(join(folder, 'report.md'), 'utf8')
    expect(report).toContain('1 of 2 parts: nothing was lost')
    expect(report).toContain('## The part a\n\n| `a`, seed 7 |')
    expect(report).toContain('| times | 20 |')
  })

  test('keeps the evidence of what it found, and nothing else', async () => {
    const found = part('found', () => ({ figures: [], findings: ['I2: it ended twice'] }))
    const { parts } = await go([well('a'), found])
    expect([existsSync(join(folder, 'a')), existsSync(join(folder, 'found'))]).toEqual([false, true])
    expect(parts.map(({ findings }) => findings.length)).toEqual([0, 1])
    expect(readFileSync(join(folder, 'report.md'), 'utf8')).toContain('- I2: it ended twice')
  })

  test('says why it leaves a part out', async () => {
    await go([part('traced', () => ({ figures: [], findings: [] }), 'there is no tracer here.')])
    expect(begun).toEqual([])
    expect(readFileSync(join(folder, 'report.md'), 'utf8')).toContain('Left out: there is no tracer here.')
  })

  test('shares the time that it is given among its parts', async () => {
    const times: number[] = []
    const timed = (name: string, minutes: number): Part => ({
      ...part(name, ({ until }) => (times.push(Math.round((until - Date.now()) / 1000)), { figures: [], findings: [] })),
      minutes,
    })
    await go([timed('a', 10), timed('b', 30)], 4)
    expect(times).toEqual([60, 180])
  })
})
