import { cx } from '../lib/class-names'
import styles from './lamp.module.css'
import { type LampShape, STATUS_LOOK, type Status } from './statuses'

interface LampProps {
  readonly status: Status
  /** In px; 13 beside text. */
  readonly size?: number
  /** For screen readers, when no word stands beside the lamp. */
  readonly label?: string
  readonly className?: string
}

/** A status as a shape and a colour. */
export const Lamp = ({ status, ...rest }: LampProps) => <ShapedLamp shape={STATUS_LOOK[status].shape} {...rest} />

/** The lamp itself, for what is not a run, a step or an attempt: the engine's own state. */
export function ShapedLamp({ shape, size = 13, label, className }: Omit<LampProps, 'status'> & { readonly shape: LampShape }) {
  const named = label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label }
  return (
    <svg {...named} className={cx(styles.lamp, styles[shape], className)} viewBox="0 0 14 14" width={size} height={size}>
      {DRAWINGS[shape]}
    </svg>
  )
}

const diamond = { x: 2.8, y: 2.8, width: 8.4, height: 8.4, rx: 1.4, transform: 'rotate(45 7 7)' }

const DRAWINGS = {
  succeeded: <circle cx="7" cy="7" r="5" fill="currentColor" />,
  running: (
    <>
      <circle cx="7" cy="7" r="5" fill="none" stroke="currentColor" strokeWidth="2" opacity=".28" />
      <path d="M7 2a5 5 0 0 1 5 5" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
    </>
  ),
  waiting: (
    <>
      <circle cx="7" cy="7" r="5" fill="none" stroke="currentColor" strokeWidth="1.6" />
      <path d="M7 2a5 5 0 0 1 0 10z" fill="currentColor" />
    </>
  ),
  failed: <rect {...diamond} fill="currentColor" />,
  queued: <circle cx="7" cy="7" r="4.6" fill="none" stroke="currentColor" strokeWidth="1.5" />,
  skipped: <circle cx="7" cy="7" r="4.7" fill="none" stroke="currentColor" strokeWidth="1.6" strokeDasharray="1.9 1.79" />,
  cancelled: (
    <>
      <circle cx="7" cy="7" r="4.7" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M3.9 10.1l6.2-6.2" stroke="currentColor" strokeWidth="1.5" />
    </>
  ),
  lost: <rect {...diamond} x={3.1} y={3.1} width={7.8} height={7.8} fill="none" stroke="currentColor" strokeWidth="1.6" />,
} satisfies Record<LampShape, React.ReactNode>
