import { afterEach, expect, it, vi } from 'vitest'
import { hasTrayHost } from './tray-host'

afterEach(() => vi.unstubAllEnvs())

it('is always there on Windows and macOS', async () => {
  expect(await Promise.all(['win32', 'darwin'].map((platform) => hasTrayHost(platform)))).toEqual([true, true])
})

it('is not there on a Linux that cannot be asked', async () => {
  vi.stubEnv('PATH', '/nowhere')
  expect(await hasTrayHost('linux')).toBe(false)
})

it('is not there without a session bus', async () => {
  vi.stubEnv('DBUS_SESSION_BUS_ADDRESS', 'unix:path=/nowhere')
  expect(await hasTrayHost('linux')).toBe(false)
})
