import { cx } from '../lib/class-names'
import { CopyButton } from './copy-button'
import styles from './error-state.module.css'
import { ShapedLamp } from './lamp'
import { WithCode } from './with-code'

/** As much of a failure as is shown: an ErrorInfo of the contract, or one made by the page. */
export interface ShownError {
  readonly code: string
  readonly message: string
  readonly details?: Readonly<Record<string, unknown>> | undefined
}

interface ErrorStateProps {
  /** What happened, in a few words: "Couldn't read the runs". */
  readonly title: string
  /** Why; its sentence is shown, code and details are folded. */
  readonly error: ShownError
  /** What it means for running work: "Your runs go on; only this list is missing." */
  readonly meaning?: string
  /** The fix. */
  readonly action?: React.ReactNode
  /** 1 on a page that has no other heading. */
  readonly heading?: 1 | 2
  /** page: alone in the middle. inline: a box among other things. */
  readonly look?: 'page' | 'inline'
}

/** What happened, why, what it means, what to do. */
export function ErrorState({ title, error, meaning, action, look = 'page', heading = 2 }: ErrorStateProps) {
  const Heading = heading === 1 ? 'h1' : 'h2'
  return (
    <div role="alert" className={cx(styles.error, styles[look])}>
      <ShapedLamp shape="failed" size={look === 'page' ? 18 : 14} className={styles.lamp ?? ''} />
      <div className={styles.words}>
        <Heading className={styles.title}>{title}</Heading>
        <p className={styles.message}>
          <WithCode text={error.message} />
        </p>
        {meaning !== undefined && <p className={styles.meaning}>{meaning}</p>}
        <div className={styles.actions}>
          {action}
          <CopyButton text={asText(title, error)} label="Copy the error" />
        </div>
        <details className={styles.details}>
          <summary>Details</summary>
          <pre tabIndex={0}>{detailsOf(error)}</pre>
        </details>
      </div>
    </div>
  )
}

const detailsOf = (error: ShownError): string =>
  [`code: ${error.code}`, ...(error.details === undefined ? [] : [JSON.stringify(error.details, null, 2)])].join('\n')

const asText = (title: string, error: ShownError): string => `${title}\n${error.message}\n${detailsOf(error)}`
