import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'

/** A third of the time of the unminified source, which the builder would take. */
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/**
 * What axe finds on a page, a paragraph for each.
 * @param coloursOnly for a page that was looked at in another theme: it changes colours and nothing else
 */
export async function findViolations(page: Page, ignoredRules: readonly string[], coloursOnly: boolean): Promise<readonly string[]> {
  // Legacy mode: the page has no frames, and the other mode opens a second page to put theirs together.
  const axe = new AxeBuilder({ page, axeSource: AXE }).setLegacyMode().options({ resultTypes: ['violations'] })
  if (coloursOnly) axe.withRules(['color-contrast', 'link-in-text-block'])
  else axe.disableRules([...ignoredRules])
  const { violations } = await axe.analyze()
  return violations.map(
    ({ id, help, nodes }) => `${id}: ${help}\n${nodes.map(({ html, failureSummary }) => `  ${html}\n  ${failureSummary ?? ''}`).join('\n')}`,
  )
}
