import { expect, test } from 'vitest'
import { hostsOf, turnedAway, type Caller } from './gate'

const PORT = 4477
const HOST = `127.0.0.1:${PORT}`
const OWN = `http://${HOST}`

const asks = ({ hosts = [HOST], path = '/rpc', method = 'GET', ...headers }: { hosts?: string[]; path?: string; method?: string } & Caller['headers']) =>
  turnedAway({ method, path, headers, hosts }, hostsOf(PORT))?.code ?? 'let in'

const click = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }

test.each([
  ['a program', {}],
  ['our page', { origin: OWN, 'sec-fetch-site': 'same-origin' }],
  ['our page under another of our names', { hosts: [`localhost:${PORT}`], origin: `http://localhost:${PORT}` }],
  ['a name in capitals', { hosts: [`LOCALHOST:${PORT}`] }],
  ['the loopback of version 6', { hosts: [`[::1]:${PORT}`] }],
  ['a typed address', { path: '/', 'sec-fetch-site': 'none', ...click }],
  ['a typed address of something else', { path: '/health', 'sec-fetch-site': 'none', ...click }],
  ['a link on another site that leads to the page', { path: '/', 'sec-fetch-site': 'cross-site', ...click }],
])('lets in %s', (_who, headers) => {
  expect(asks(headers)).toBe('let in')
})

test.each([
  ['a rebound name', { hosts: ['evil.example'] }],
  ['a rebound name with our port', { hosts: [`evil.example:${PORT}`] }],
  ['our name with another port', { hosts: ['127.0.0.1:80'] }],
  ['our name without its port', { hosts: ['127.0.0.1'] }],
  ['our name as a part of another', { hosts: [`127.0.0.1:${PORT}.evil.example`] }],
  ['no name', { hosts: [] }],
  ['two names', { hosts: [HOST, 'evil.example'] }],
  ['a page of another site', { origin: 'http://evil.example' }],
  ['a page of another port of this computer', { origin: 'http://127.0.0.1:3000', 'sec-fetch-site': 'same-site' }],
  ['a page without an origin of its own', { origin: 'null' }],
  ['our other name, which is another origin', { origin: `http://localhost:${PORT}` }],
  ['an image or a script on another site', { path: '/', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }],
  ['a frame on another site', { path: '/', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }],
  ['a form on another site', { path: '/', method: 'POST', 'sec-fetch-site': 'cross-site', origin: 'http://evil.example', ...click }],
  ['a link on another site that leads anywhere else', { path: '/ready', 'sec-fetch-site': 'cross-site', ...click }],
  ['what no page of ours asks for', { path: '/ticket', 'sec-fetch-site': 'none', 'sec-fetch-mode': 'cors' }],
])('turns away %s', (_who, headers) => {
  expect(asks(headers)).toBe('forbidden')
})

test('on the port of the web a name needs no port', () => {
  expect(turnedAway({ method: 'GET', path: '/', headers: {}, hosts: ['localhost'] }, hostsOf(80))).toBeNull()
})
