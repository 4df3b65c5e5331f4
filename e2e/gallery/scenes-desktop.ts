import { openAsDesktop, tellEngineState } from './as-desktop'
import type { Scene } from './scene'

/** What only the desktop app can come to. */
export const DESKTOP_SCENES: readonly Scene[] = [
  {
    name: 'engine silent',
    scenario: 'full',
    address: '/pipelines',
    show: async (page) => {
      await openAsDesktop(page)
      await page.getByText('document_digest').waitFor()
      await tellEngineState(page, 'silent')
      await page.getByText('The engine does not answer.').waitFor()
      await page.getByRole('button', { name: 'Restart', exact: true }).focus()
    },
  },
]
