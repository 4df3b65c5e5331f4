import { CircleCheck, CirclePlay, CircleSlash } from 'lucide-react'
import styles from './mark-sign.module.css'
import type { StepMark } from './step-mark'

const SIGNS = { reused: CircleCheck, runs: CirclePlay, dropped: CircleSlash } as const satisfies Record<StepMark, typeof CircleCheck>

/** Each mark has a shape of its own beside its colour; the word stands with it. */
export function MarkSign({ mark, size = 14 }: { readonly mark: StepMark; readonly size?: number }) {
  const Sign = SIGNS[mark]
  return <Sign size={size} className={styles[mark]} aria-hidden />
}
