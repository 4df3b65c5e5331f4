import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'

/** The builder would put its source into the page, twice; here the page has taken it from the gallery's server, which it compiles once. */
const THERE_ALREADY = 'true'

/**
 * What axe finds on a page, a paragraph for each.
 * @param coloursOnly for a page that was looked at in another theme: it changes colours and nothing else
 */
export async function findViolations(page: Page, ignoredRules: readonly string[], coloursOnly: boolean): Promise<readonly string[]> {
  await page.evaluate(async () => {
    if ('axe' in window) return
    const script = document.createElement('script')
    script.src = '/axe.js'
    await new Promise((loaded, failed) => {
      script.addEventListener('load', loaded)
      script.addEventListener('error', failed)
      document.head.append(script)
    })
    script.remove()
  })
  // Legacy mode: the page has no frames, and the other mode opens a second page to put theirs together.
  const axe = new AxeBuilder({ page, axeSource: THERE_ALREADY }).setLegacyMode().options({ resultTypes: ['violations'], preload: false })
  if (coloursOnly) axe.withRules(['color-contrast', 'link-in-text-block'])
  else axe.disableRules([...ignoredRules])
  const { violations } = await axe.analyze()
  return violations.map(
    ({ id, help, nodes }) => `${id}: ${help}\n${nodes.map(({ html, failureSummary }) => `  ${html}\n  ${failureSummary ?? ''}`).join('\n')}`,
  )
}
