import type { JsonObject } from '../contract/json'
import type { RosterName } from '../core/pipelines/kind-rules'
import { hasExpression } from '../core/pipelines/template'

/** `service:mailer`: what an attempt takes a place of whose `with` names an entry of a roster in plain text. */
export function rosterLane(roster: { readonly of: RosterName; readonly key: string }): {
  readonly roster: typeof roster
  lane(template: JsonObject): string | null
} {
  return {
    roster,
    lane: ({ [roster.key]: name }) => (typeof name === 'string' && !hasExpression(name) ? `${roster.of}:${name}` : null),
  }
}
