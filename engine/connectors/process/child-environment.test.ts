import { describe, expect, it } from 'vitest'
import { childEnvironment } from './child-environment'

describe('the environment of a child', () => {
  const own = { PATH: '/bin', HOME: '/root', LC_ALL: 'C', API_KEY: 'secret', WANTED: 'yes', EMPTY: undefined }

  it('is a short list, what is inherited by name, and what is set, which wins', () => {
    expect(childEnvironment(own, { inherit: ['WANTED', 'MISSING'], set: { HOME: '/elsewhere', NEW: '1' } }, 'linux')).toEqual({
      PATH: '/bin',
      HOME: '/elsewhere',
      LC_ALL: 'C',
      WANTED: 'yes',
      NEW: '1',
    })
  })

  it('knows names in any case on Windows', () => {
    expect(
      childEnvironment({ Path: 'C:\\bin', systemroot: 'C:\\Windows', wanted: 'yes', Api_Key: 'secret' }, { inherit: ['WANTED'], set: {} }, 'win32'),
    ).toEqual({ Path: 'C:\\bin', systemroot: 'C:\\Windows', wanted: 'yes' })
  })
})
