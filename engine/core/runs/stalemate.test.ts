import { describe, expect, test } from 'vitest'
import { findStalemate, type StandingGroup, type StandingRun } from './stalemate'

const waits = (id: string, ...waitsFor: string[]): StandingRun => ({ id, inLineOf: null, waitsFor })
const inLine = (id: string, group: string): StandingRun => ({ id, inLineOf: group, waitsFor: [] })

/** Of a run that is about to wait for a place of `a`, started by a step of `above`. */
function find(above: readonly string[], runs: readonly StandingRun[], groups: Readonly<Record<string, StandingGroup>>) {
  return findStalemate('a', new Set(above), { runs: new Map(runs.map((run) => [run.id, run])), groups: new Map(Object.entries(groups)) })
}

describe('a run that is about to wait for a place', () => {
  test('gets it when its holder waits for nobody', () => {
    expect(find(['parent'], [waits('holder')], { a: { limit: 1, holders: ['holder'] } })).toBeNull()
  })

  test('gets it when nothing is known of the holder, or of the group', () => {
    expect(find(['parent'], [], { a: { limit: 1, holders: ['cancelled'] } })).toBeNull()
    expect(find(['parent'], [], {})).toBeNull()
  })

  test('gets it when the holder waits for another that goes on', () => {
    expect(find(['parent'], [waits('holder', 'child'), waits('child')], { a: { limit: 1, holders: ['holder'] } })).toBeNull()
  })

  test('never gets it when the holder stands in the line of a group that a run above it fills', () => {
    const groups = { a: { limit: 1, holders: ['holder'] }, b: { limit: 1, holders: ['parent'] } }
    expect(find(['parent'], [waits('holder', 'child'), inLine('child', 'b')], groups)).toEqual([
      { runId: null, group: 'a', holder: 'holder' },
      { runId: 'child', group: 'b', holder: 'parent' },
    ])
  })

  test('never gets it either when there are runs and groups between, and the run above is far above', () => {
    const groups = { a: { limit: 1, holders: ['one'] }, b: { limit: 1, holders: ['two'] }, c: { limit: 2, holders: ['three', 'grandparent'] } }
    const runs = [waits('one', 'done', 'below'), waits('below', 'lower'), inLine('lower', 'b'), waits('two', 'under'), inLine('under', 'c'), waits('three', 'again'), inLine('again', 'a')]
    expect(find(['parent', 'grandparent'], runs, groups)).toEqual([
      { runId: null, group: 'a', holder: 'one' },
      { runId: 'lower', group: 'b', holder: 'two' },
      { runId: 'under', group: 'c', holder: 'grandparent' },
    ])
  })

  test('gets it when one of several places becomes free', () => {
    const runs = [waits('holder', 'child'), inLine('child', 'b'), waits('free')]
    expect(find(['parent'], runs, { a: { limit: 2, holders: ['holder', 'free'] }, b: { limit: 1, holders: ['parent'] } })).toBeNull()
    expect(find(['parent'], runs, { a: { limit: 1, holders: ['holder'] }, b: { limit: 2, holders: ['parent', 'free'] } })).toBeNull()
  })

  test('never gets it when one place becomes free and the limit was lowered by more', () => {
    const groups = { a: { limit: 1, holders: ['holder', 'free'] }, b: { limit: 1, holders: ['parent'] } }
    expect(find(['parent'], [waits('holder', 'child'), inLine('child', 'b'), waits('free')], groups)).toHaveLength(2)
  })

  test('never gets it when the holders wait for each other already', () => {
    const runs = [waits('one', 'below'), inLine('below', 'b'), waits('two', 'under'), inLine('under', 'a')]
    expect(find(['parent'], runs, { a: { limit: 1, holders: ['one'] }, b: { limit: 1, holders: ['two'] } })).toEqual([
      { runId: null, group: 'a', holder: 'one' },
      { runId: 'below', group: 'b', holder: 'two' },
      { runId: 'under', group: 'a', holder: 'one' },
    ])
  })

  test('never gets it from a holder that waits for a run above the new one', () => {
    expect(find(['parent'], [waits('holder', 'parent')], { a: { limit: 1, holders: ['holder'] } })).toEqual([{ runId: null, group: 'a', holder: 'holder' }])
  })

  test('does not get it where there are no places', () => {
    expect(find(['parent'], [], { a: { limit: 0, holders: [] } })).toEqual([])
  })
})
