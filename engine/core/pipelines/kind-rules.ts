import type * as z from 'zod'
import type { JsonObject } from '../../contract/json'
import type { StepSpec } from './spec'

/** Lists of what pipelines name and an engine keeps. */
export type RosterName = 'model' | 'service' | 'pipeline'

/** The names in each; a roster that is left out is not known. */
export type RosterNames = Readonly<Partial<Record<RosterName, readonly string[]>>>

/** What the parser must know of a kind of step; every StepKind has it. */
export interface KindRules {
  readonly config: z.ZodType
  /** Paths of `with` (dot separated) where `${{ }}` is refused, with all that lies below them. */
  readonly noExpressions?: readonly string[]
  /** Paths of `with` (dot separated) where `${{ secrets.NAME }}` may stand, with all that lies below them; else nowhere. */
  readonly secretsIn?: readonly string[]
  /** What only the text of the file can show; finds places (dot separated paths of `with`) where an expression must not stand. */
  checkTemplate?(template: JsonObject): readonly { readonly path: string; readonly message: string }[]
  /** The key of `with` that names an entry of a roster. */
  readonly roster?: { readonly of: RosterName; readonly key: string }
  readonly defaults: { readonly timeoutMs: number; readonly queue: string; readonly onLost: StepSpec['onLost'] }
}

export type KindRulesByName = ReadonlyMap<string, KindRules>
