import { expect, it } from 'vitest'
import { privateHostFault } from './private-host'

it.each([
  'nas',
  'nas.local',
  'nas.local.',
  'NAS-2.my_net',
  'localhost:9000',
  '10.0.0.5',
  '10.0.0.5:80',
  'fd00::1',
  '::1',
  '[fd00::1]',
  '[fd00::1]:80',
  '192.168.0.0/16',
  'fd00::/8',
])('takes %s', (entry) => {
  expect(privateHostFault(entry)).toBe(null)
})

it.each([
  ['http://nas/', 'is an address of a page'],
  ['nas/path', 'is not a range of addresses'],
  ['10.0.0.0/33', 'is not a range of addresses'],
  ['nas:0', 'does not end with a port'],
  ['nas:65536', 'does not end with a port'],
  ['nas:http', 'does not end with a port'],
  ['nas:', 'does not end with a port'],
  ['10.0.0', 'is not a host'],
  ['10.0.0.256', 'is not a host'],
  ['[nas]', 'is not a host'],
  ['a b', 'is not a host'],
  ['-nas', 'is not a host'],
  ['nas..local', 'is not a host'],
  ['*', 'is not a host'],
  ['', 'is not a host'],
  ['user@nas', 'is not a host'],
  ['nas:80\nother', 'is not a host'],
])('refuses %s', (entry, words) => {
  expect(privateHostFault(entry)).toContain(words)
})
