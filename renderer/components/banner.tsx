import { ShapedLamp } from './lamp'
import styles from './banner.module.css'

interface BannerProps {
  readonly tone: 'wait' | 'fail'
  readonly title: React.ReactNode
  readonly children?: React.ReactNode
  readonly actions?: React.ReactNode
}

/** One line over the page for what concerns everything on it. */
export const Banner = ({ tone, title, children, actions }: BannerProps) => (
  <div role="status" className={styles.banner} data-tone={tone}>
    <ShapedLamp shape={tone === 'wait' ? 'waiting' : 'failed'} />
    <p className={styles.words}>
      <b>{title}</b> {children}
    </p>
    {actions}
  </div>
)
