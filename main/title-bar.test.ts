import { expect, it } from 'vitest'
import { titleBarFor } from './title-bar'

it('lets the page draw the title bar wherever the system can put its buttons on it', () => {
  expect([titleBarFor('darwin', '45.4.1'), titleBarFor('win32', '45.4.1'), titleBarFor('linux', '45.4.1'), titleBarFor('linux', '25.1.1')]).toEqual([
    'inset',
    'overlay',
    'overlay',
    'native',
  ])
})
