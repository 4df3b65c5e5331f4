import { expect, type Page } from '@playwright/test'

/** Where the page says that it is attached, and how. */
export const attachedTo = (page: Page) => page.getByRole('status', { name: 'Attached to' })

export const expectLive = (page: Page): Promise<void> => expect(attachedTo(page)).toContainText(', live')

/** Records every state of the link that the page shows from now on; call the result for the list so far. */
export async function recordLink(page: Page): Promise<() => Promise<string[]>> {
  const record = await attachedTo(page).evaluateHandle((status) => {
    const stateOf = () => status.textContent.split(', ').at(-1) ?? ''
    const states = [stateOf()]
    new MutationObserver(() => {
      if (states.at(-1) !== stateOf()) states.push(stateOf())
    }).observe(status, { subtree: true, childList: true, characterData: true })
    return states
  })
  return () => record.jsonValue()
}
