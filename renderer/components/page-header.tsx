import { Fragment } from 'react'
import { Link } from 'wouter'
import styles from './page-header.module.css'

interface PageHeaderProps {
  readonly title: React.ReactNode
  /** Before the title: the lamp of what is shown. */
  readonly lamp?: React.ReactNode
  /** The way here, outermost first; without `to` it is only named. */
  readonly crumbs?: readonly { readonly label: React.ReactNode; readonly to?: string }[]
  /** One line of state, in words; several facts go into several elements. */
  readonly state?: React.ReactNode
  /** Buttons, the main one last. */
  readonly actions?: React.ReactNode
}

/** Top of every page: where this is, what it is, how it stands, what can be done. */
export const PageHeader = ({ title, lamp, crumbs = [], state, actions }: PageHeaderProps) => (
  <header className={styles.header}>
    <div className={styles.words}>
      {crumbs.length > 0 && (
        <nav aria-label="Where this is" className={styles.crumbs}>
          {crumbs.map((crumb, i) => (
            <Fragment key={i}>
              {i > 0 && <span aria-hidden>/</span>}
              {crumb.to === undefined ? <span>{crumb.label}</span> : <Link href={crumb.to}>{crumb.label}</Link>}
            </Fragment>
          ))}
        </nav>
      )}
      <h1 className={styles.title}>
        {lamp}
        {title}
      </h1>
      {state !== undefined && <div className={styles.state}>{state}</div>}
    </div>
    {actions !== undefined && <div className={styles.actions}>{actions}</div>}
  </header>
)
