import { expect, it } from 'vitest'
import type { ServiceCheck, ServiceEntry } from '../../../engine/contract/service'
import { formOfService, NEW_SERVICE } from './service-form'
import { readServiceForm } from './read-service-form'
import { healthWord, isFull, lampOf, placesOf, summaryOf, whereOf } from './service-words'

const entry = (): ServiceEntry => {
  const read = readServiceForm({ ...NEW_SERVICE, name: 'mailer', baseUrl: 'https://mail.example.com/v1/' }, [])
  if (!read.ok) throw new Error('the sample is wrong')
  return read.entry
}
const well: ServiceCheck = { ok: true, at: 0, tookMs: 12, status: 200 }
const ill: ServiceCheck = { ok: false, at: 0, tookMs: 12, status: 503, error: { code: 'http_unavailable', message: 'Busy.' } }

it('a lamp tells how the last check went', () => {
  expect([null, well, ill].map((lastCheck) => [lampOf({ lastCheck }), healthWord(lastCheck)])).toEqual([
    ['queued', 'Not checked'],
    ['succeeded', 'Well'],
    ['failed', 'Not well'],
  ])
})

it('the address is told without what all of them share', () => {
  expect(whereOf(entry())).toBe('mail.example.com/v1')
  expect(whereOf({ ...entry(), path: '/send' })).toBe('mail.example.com/v1/send')
  expect(formOfService(entry()).baseUrl).toBe('https://mail.example.com/v1/')
})

it('the state of all is a few facts', () => {
  const service = entry()
  expect(summaryOf([{ service, lastCheck: null }])).toEqual(['1 service'])
  expect(summaryOf([well, well, ill, null].map((lastCheck) => ({ service, lastCheck })))).toEqual(['4 services', '2 well', '1 not well'])
})

it('places are told as soon as it is known how many are held', () => {
  const service = { concurrency: 4 }
  expect(
    [undefined, { limit: 4, running: 0 }, { limit: 4, running: 2 }, { limit: 1, running: 1 }, { limit: 3, running: 4 }].map((lane) => [
      placesOf(service, lane),
      isFull(lane),
    ]),
  ).toEqual([
    ['4 places', false],
    ['4 places', false],
    ['2 of 4 places', false],
    ['1 of 1 place', true],
    ['4 of 3 places', true],
  ])
})
