import { describe, expect, it } from 'vitest'
import { BurstTeller } from './burst-teller'

/** A teller on a clock that stands until it is moved, and what it said. */
function onSetClock() {
  const said: string[] = []
  let now = 0
  let due: { readonly at: number; readonly callback: () => void }[] = []
  const teller = new BurstTeller<string>({
    later: (callback, ms) => void due.push({ at: now + ms, callback }),
    tellOne: (item) => {
      said.push(item)
      return () => said.push(`no ${item}`)
    },
    tellMany: (items) => said.push(`${items.length}: ${items.join(' ')}`),
  })
  const pass = (ms: number) => {
    now += ms
    const ready = due.filter(({ at }) => at <= now)
    due = due.filter(({ at }) => at > now)
    for (const { callback } of ready) callback()
  }
  return { tell: (...items: string[]) => teller.tell(items), pass, said }
}

describe('what happens at about the same time', () => {
  it('is told one by one, at once, up to three', () => {
    const { tell, pass, said } = onSetClock()
    tell('a')
    tell('b', 'c')
    expect(said).toEqual(['a', 'b', 'c'])
    pass(5000)
    expect(said).toEqual(['a', 'b', 'c'])
  })

  it('becomes one within five seconds, in the place of those that were told', () => {
    const { tell, pass, said } = onSetClock()
    tell('a')
    pass(2000)
    tell('b')
    tell('c', 'd')
    pass(2999)
    tell('e')
    expect(said).toEqual(['a', 'b'])
    pass(1)
    expect(said).toEqual(['a', 'b', 'no a', 'no b', '5: a b c d e'])
  })

  it('is one from the start when it comes at once', () => {
    const { tell, pass, said } = onSetClock()
    tell('a', 'b', 'c', 'd')
    pass(5000)
    expect(said).toEqual(['4: a b c d'])
  })

  it('begins anew when five seconds have passed', () => {
    const { tell, pass, said } = onSetClock()
    tell('a', 'b', 'c')
    pass(5000)
    tell('d')
    pass(5000)
    tell('e')
    expect(said).toEqual(['a', 'b', 'c', 'd', 'e'])
  })
})
