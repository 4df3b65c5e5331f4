import { cx } from '../lib/class-names'
import { ShapedLamp } from './lamp'
import styles from './banner.module.css'

interface BannerProps {
  readonly tone: 'wait' | 'fail'
  readonly title: React.ReactNode
  /** Lies over the foot of the page instead of moving the page down: for what soon passes by itself, while somebody may be about to click. */
  readonly floats?: boolean
  readonly children?: React.ReactNode
  readonly actions?: React.ReactNode
}

/** One line over the page for what concerns everything on it. */
export const Banner = ({ tone, title, floats = false, children, actions }: BannerProps) => (
  <div role="status" className={cx(styles.banner, floats && styles.floats)} data-tone={tone}>
    <ShapedLamp shape={tone === 'wait' ? 'waiting' : 'failed'} />
    <p className={styles.words}>
      <b>{title}</b> {children}
    </p>
    {actions}
  </div>
)
