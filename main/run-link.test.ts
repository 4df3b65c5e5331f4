import { describe, expect, it } from 'vitest'
import { isPageRoute } from '../preload/contract'
import { routeOfArguments, routeOfLink } from './run-link'

const ID = '0195a1c0-0000-7000-8000-00000000000a'

describe('a link to a run', () => {
  it('leads to its page, in capitals, too, and with a slash that browsers add', () => {
    for (const link of [`signalbox://run/${ID}`, `signalbox://run/${ID}/`, `SIGNALBOX://RUN/${ID.toUpperCase()}`]) {
      expect(routeOfLink(link)).toBe(`/runs/${ID}`)
      expect(isPageRoute(routeOfLink(link))).toBe(true)
    }
  })

  it.each([
    'signalbox://run/',
    'signalbox://run/SBX-1',
    `signalbox://run/${ID}?x=1`,
    `signalbox://run/${ID}/..`,
    `signalbox://run/${ID}#`,
    `signalbox://run/${ID}\n`,
    `signalbox://pipeline/${ID}`,
    `app://run/${ID}`,
    `xsignalbox://run/${ID}`,
    '',
  ])('is nothing else: %j', (link) => {
    expect(routeOfLink(link)).toBeNull()
  })

  it('is found among the arguments of a start', () => {
    expect(routeOfArguments(['signalbox', '--data=/data', `signalbox://run/${ID}`])).toBe(`/runs/${ID}`)
    expect(routeOfArguments(['signalbox', '--data=/data'])).toBeNull()
    expect(routeOfArguments(['signalbox', 'signalbox://run/../x'])).toBeNull()
  })
})

describe('an address to which main may lead the page', () => {
  it('is one of the lists or a run', () => {
    expect(['/runs', '/pipelines', `/runs/${ID}`].map(isPageRoute)).toEqual([true, true, true])
  })

  it.each(['/', '/settings', '/runs/', '/runs/SBX-1', `/runs/${ID}/x`, `/runs/${ID}\n`, 'https://example.com', 7, null, undefined])('is not %j', (value) => {
    expect(isPageRoute(value)).toBe(false)
  })
})
