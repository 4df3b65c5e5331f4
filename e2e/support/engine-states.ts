import type { Page } from '@playwright/test'
import { expect } from '@playwright/test'
import type { EngineState } from '../../preload/contract'

export const engineState = (page: Page): Promise<EngineState | undefined> => page.evaluate(() => window.desktop?.getEngineState())

export async function waitUntilLive(page: Page): Promise<void> {
  await expect.poll(async () => (await engineState(page))?.state).toBe('live')
}

/** Records every state that reaches the page from now on; call the result for the list so far. */
export async function recordEngineStates(page: Page): Promise<() => Promise<EngineState[]>> {
  const record = await page.evaluateHandle(() => {
    const states: EngineState[] = []
    window.desktop?.onEngineState((state) => states.push(state))
    return states
  })
  return () => record.jsonValue()
}
