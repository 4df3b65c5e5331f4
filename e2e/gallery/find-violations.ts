import type { Page } from '@playwright/test'
import type axe from 'axe-core'

declare global {
  interface Window {
    /** There once the page has taken it from the gallery's server, which compiles once what is asked for by address. */
    axe?: typeof axe
  }
}

/**
 * What axe finds on a page, a paragraph for each.
 * @param coloursOnly for a page that was looked at in another theme: it changes colours and nothing else
 */
export function findViolations(page: Page, ignoredRules: readonly string[], coloursOnly: boolean): Promise<readonly string[]> {
  const options: axe.RunOptions = {
    resultTypes: ['violations'],
    preload: false,
    ...(coloursOnly && { runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } }),
    rules: Object.fromEntries(ignoredRules.map((rule) => [rule, { enabled: false }])),
  }
  // The page has no frames, so that all is done, and told in a few words, where it is.
  return page.evaluate(async (asked) => {
    if (window.axe === undefined) {
      const script = document.createElement('script')
      script.src = '/axe.js'
      await new Promise((loaded, failed) => {
        script.addEventListener('load', loaded)
        script.addEventListener('error', failed)
        document.head.append(script)
      })
      script.remove()
    }
    if (window.axe === undefined) throw new Error('the page has no axe')
    const { violations } = await window.axe.run(document, asked)
    return violations.map(
      ({ id, help, nodes }) => `${id}: ${help}\n${nodes.map(({ html, failureSummary }) => `  ${html}\n  ${failureSummary ?? ''}`).join('\n')}`,
    )
  }, options)
}
