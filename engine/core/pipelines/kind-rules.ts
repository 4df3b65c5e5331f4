import type * as z from 'zod'
import type { JsonObject } from '../../contract/json'
import type { StepSpec } from './spec'

/** What the parser must know of a kind of step; every StepKind has it. */
export interface KindRules {
  readonly config: z.ZodType
  /** Paths of `with` (dot separated) where `${{ }}` is refused, with all that lies below them. */
  readonly noExpressions?: readonly string[]
  /** Paths of `with` (dot separated) where `${{ secrets.NAME }}` may stand, with all that lies below them; else nowhere. */
  readonly secretsIn?: readonly string[]
  /** What only the text of the file can show; finds places (dot separated paths of `with`) where an expression must not stand. */
  checkTemplate?(template: JsonObject): readonly { readonly path: string; readonly message: string }[]
  readonly defaults: { readonly timeoutMs: number; readonly queue: string; readonly onLost: StepSpec['onLost'] }
}

export type KindRulesByName = ReadonlyMap<string, KindRules>
