import { describe, expect, it } from 'vitest'
import { ASK_EVERY_MS, Pulse } from './pulse'

/** A pulse whose timer turns when the test says so, and what came of it, in order. */
function watched() {
  const heard: string[] = []
  const timer: { turn: (() => void) | null; ms: number } = { turn: null, ms: 0 }
  const pulse = new Pulse({
    every: (ms, callback) => {
      Object.assign(timer, { turn: callback, ms })
      return () => Object.assign(timer, { turn: null })
    },
    ask: () => heard.push('asked'),
    silent: () => heard.push('silent'),
    back: () => heard.push('back'),
  })
  const turns = (count: number) => {
    for (let turn = 0; turn < count; turn += 1) timer.turn?.()
  }
  return { pulse, heard, timer, turns }
}

describe('an engine', () => {
  it('that answers is asked again and again, and nothing is told', () => {
    const { pulse, heard, turns } = watched()
    pulse.start()
    for (let asked = 0; asked < 20; asked += 1) {
      turns(1)
      pulse.answered()
    }
    expect(heard).toEqual(Array.from({ length: 20 }, () => 'asked'))
  })

  it('that has left a question for half a minute is silent, which is told once, and it is asked no more', () => {
    const { pulse, heard, timer, turns } = watched()
    pulse.start()
    turns(1)
    turns(30_000 / timer.ms - 1)
    expect(heard).toEqual(['asked'])
    turns(1)
    expect(heard).toEqual(['asked', 'silent'])
    turns(100)
    expect(heard).toEqual(['asked', 'silent'])
    expect(timer.ms).toBe(ASK_EVERY_MS)
  })

  it('that answers late, but in time, was never silent', () => {
    const { pulse, heard, turns } = watched()
    pulse.start()
    turns(6)
    pulse.answered()
    turns(6)
    expect(heard).toEqual(['asked', 'asked'])
  })

  it('that was silent is back with its answer, and is asked as before', () => {
    const { pulse, heard, turns } = watched()
    pulse.start()
    turns(10)
    pulse.answered()
    turns(7)
    expect(heard).toEqual(['asked', 'silent', 'back', 'asked', 'silent'])
  })

  it('is not silent because the computer slept: however long a turn takes, it is one', () => {
    const { pulse, heard, turns } = watched()
    pulse.start()
    // Asked just before the lid is closed. Awake again, the timer is due at once, and the answer comes after it.
    turns(1)
    turns(1)
    pulse.answered()
    turns(1)
    expect(heard).toEqual(['asked', 'asked'])
  })

  it('that is stopped is watched no more', () => {
    const { pulse, heard, timer, turns } = watched()
    pulse.start()
    turns(5)
    pulse.stop()
    expect(timer.turn).toBeNull()
    pulse.answered()
    expect(heard).toEqual(['asked'])
  })
})
