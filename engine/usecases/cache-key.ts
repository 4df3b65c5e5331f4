import type { Json } from '../contract/json'
import { canonicalHash } from './canonical-hash'

export interface CacheQuestion {
  readonly kind: string
  /** `cache.key`, rendered. */
  readonly key: Json
  /** `with`, rendered, with references in place of secrets. */
  readonly config: Json
  /** Where relative paths start: the same `with` means other files elsewhere. */
  readonly folder: string
}

/** Under which the output of a step with a `cache` is kept: the same for all that would do the same. */
export const cacheKey = ({ kind, key, config, folder }: CacheQuestion): string => canonicalHash({ kind, key, with: config, folder })
