import { expect, it } from 'vitest'
import { callersFolder } from './callers-folder.mjs'

it('finds where npm was called, and nothing when another program started the command line', () => {
  expect(callersFolder({ npm_lifecycle_event: 'signalbox', INIT_CWD: '/home/ada/letters' })).toBe('/home/ada/letters')
  expect(
    [{}, { npm_lifecycle_event: 'test', INIT_CWD: '/home/ada' }, { npm_lifecycle_event: 'signalbox' }, { npm_lifecycle_event: 'signalbox', INIT_CWD: '' }].map(
      callersFolder,
    ),
  ).toEqual([null, null, null, null])
})
