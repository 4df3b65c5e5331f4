import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { defaultDataFolder } from './default-data-folder'

const home = '/home/ada'

it('lies where the desktop app keeps its own on each system', () => {
  expect(defaultDataFolder({ platform: 'linux', env: {}, home })).toBe('/home/ada/.config/Signalbox/data')
  expect(defaultDataFolder({ platform: 'linux', env: { XDG_CONFIG_HOME: '/etc/ada' }, home })).toBe('/etc/ada/Signalbox/data')
  expect(defaultDataFolder({ platform: 'darwin', env: { XDG_CONFIG_HOME: '/etc/ada' }, home })).toBe('/home/ada/Library/Application Support/Signalbox/data')
  expect(defaultDataFolder({ platform: 'win32', env: { APPDATA: '/roaming' }, home })).toBe('/roaming/Signalbox/data')
})

it('is what SIGNALBOX_DATA says, from the working folder when that is relative', () => {
  expect(defaultDataFolder({ platform: 'linux', env: { SIGNALBOX_DATA: 'here' }, home })).toBe(resolve('here'))
  expect(defaultDataFolder({ platform: 'linux', env: { SIGNALBOX_DATA: '' }, home })).toBe('/home/ada/.config/Signalbox/data')
})
