import type { GroupWait } from '../../contract/run'

/** What a run of a full group waits for: `the only place of group acme, held by SBX-7, behind another`. */
export function groupPlaceWords({ group, limit, ahead, holders }: GroupWait): string {
  const [first] = holders
  const line = ahead === 0 ? '' : `, behind ${ahead === 1 ? 'another' : `${ahead} others`}`
  const held = first === undefined ? '' : `, held by ${first.externalId}${holders.length > 1 ? ` and ${holders.length - 1} more` : ''}`
  return `${limit === 1 ? 'the only place' : `one of the ${limit} places`} of group ${group}${held}${line}`
}
