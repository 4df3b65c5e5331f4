import { expect, test } from 'vitest'
import { engineWords, linkNews, linkWords } from './link-words'

const down = (code: string, message = 'Because.') => ({ state: 'down' as const, reason: { code, message }, nextTryAt: null })
const place = '127.0.0.1:4477'

test('each way of having no server has words of its own, and its cure', () => {
  const news = (code: string, message?: string) => linkNews(down(code, message), 'server', place)
  expect(news('connection_failed')).toMatchObject({ title: 'Nothing answers at 127.0.0.1:4477.', text: expect.stringContaining('signalbox serve') })
  expect(news('unauthorized')).toMatchObject({ title: 'The server does not know this page.', text: expect.stringContaining('#token=') })
  expect(news('engine_stopping', 'The engine is closing.')).toMatchObject({
    title: 'The server takes no connection at the moment.',
    text: 'The engine is closing. [engine_stopping]',
  })
  expect(news('too_many_requests')).toMatchObject({ title: 'The server takes no connection at the moment.' })
  expect(news('protocol_mismatch', 'The page is the older one: load it again.')).toMatchObject({
    title: expect.stringContaining('different versions'),
    text: expect.stringContaining('load it again'),
  })
  expect(news('engine_unavailable', 'The engine is starting.').text).toBe('The engine is starting. [engine_unavailable]')
  expect(linkNews({ state: 'restarting', reason: null, nextTryAt: null }, 'server', place).title).toBe('The connection was lost.')
})

test('an engine of this very app is started again, not looked for', () => {
  expect(linkNews({ state: 'restarting', reason: null, nextTryAt: 1 }, 'embedded', 'This computer').title).toBe('The engine stopped and is coming back.')
  expect(linkNews(down('data_folder_in_use', 'In use.'), 'embedded', 'This computer')).toMatchObject({
    title: 'The engine is not running.',
    text: expect.stringContaining('In use.'),
    retry: 'Start it again',
  })
})

test('the frame calls nothing live that is not, and nothing stopped that may run', () => {
  const words = [down('unauthorized'), down('protocol_mismatch'), down('connection_failed')].map((link) => linkWords(link, 'server').word)
  expect(words).toEqual(['not open to this page', 'of another version', 'out of reach'])
  expect(linkWords(down('engine_unavailable'), 'embedded').word).toBe('not running')
  expect(linkWords({ state: 'silent' }, 'embedded')).toEqual({ lamp: 'waiting', word: 'not answering' })
  expect(linkWords({ state: 'restarting', reason: null, nextTryAt: null }, 'server')).toEqual({ lamp: 'waiting', word: 'reconnecting' })
})

test('a page in a browser speaks of a server, not of an engine within it', () => {
  expect(engineWords('server', undefined)).toBe('server')
  expect(engineWords('server', 'embedded')).toBe('server')
  expect(engineWords('server', 'team')).toBe('team engine')
  expect(engineWords('embedded', undefined)).toBe('embedded engine')
})
