import { expect, test } from 'vitest'
import { rateLimit } from './rate-limit'
import { TICKET_MS, Tickets } from './tickets'
import { tokenCheck } from './token-check'

const setClock = () => {
  const clock = { at: 1_000_000, now: () => clock.at }
  return clock
}

test('a ticket is good once, and another one is none', () => {
  const tickets = new Tickets(setClock().now)
  const ticket = tickets.give()
  expect(ticket).toMatch(/^[\w-]{43}$/)
  expect(tickets.redeem(`${ticket}x`)).toBe(false)
  expect(tickets.redeem('')).toBe(false)
  expect(tickets.redeem(ticket)).toBe(true)
  expect(tickets.redeem(ticket)).toBe(false)
})

test('a ticket is good for 30 seconds and no longer', () => {
  const clock = setClock()
  const tickets = new Tickets(clock.now)
  const [first, second] = [tickets.give(), tickets.give()]
  clock.at += TICKET_MS - 1
  expect(tickets.redeem(first)).toBe(true)
  clock.at += 1
  expect(tickets.redeem(second)).toBe(false)
  expect(TICKET_MS).toBe(30_000)
})

test('tickets that nobody uses take no more room than a few hundred do', () => {
  const tickets = new Tickets(setClock().now)
  const given = Array.from({ length: 300 }, () => tickets.give())
  expect(given.filter((ticket) => tickets.redeem(ticket))).toEqual(given.slice(-256))
})

test('a limit lets a burst through, then as many as time allows', () => {
  const clock = setClock()
  const may = rateLimit({ burst: 3, perSecond: 2 }, clock.now)
  const tries = (count: number) => Array.from({ length: count }, may)
  expect(tries(4)).toEqual([true, true, true, false])
  clock.at += 1000
  expect(tries(3)).toEqual([true, true, false])
  clock.at -= 60_000
  expect(tries(1)).toEqual([false])
  clock.at += 3_600_000
  expect(tries(4)).toEqual([true, true, true, false])
})

test('only the very token is the token', () => {
  const isToken = tokenCheck('abc')
  expect(['Bearer abc', 'bearer abc'].map(isToken)).toEqual([true, true])
  expect([undefined, '', 'abc', 'Bearer', 'Bearer ', 'Bearer ab', 'Bearer abcd', 'Bearer abc def', 'Basic abc'].map(isToken)).not.toContain(true)
})
