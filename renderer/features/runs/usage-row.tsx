import type { Usage } from '../../../engine/contract/model'
import { FactRow } from './facts'
import styles from './inspector.module.css'
import { usageParts, usageWords } from './usage'

/** Among the facts: what models used, by direction below. */
export const UsageRow = ({ usage }: { readonly usage: Usage }) => (
  <FactRow name="Models">
    {usageWords(usage)}
    <span className={styles.below}>
      {usageParts(usage)}
      {usage.estimated && '; the provider gave no count, so it was estimated'}
      {usage.usd === null && '; give the model a price in Settings to see the cost'}
    </span>
  </FactRow>
)
