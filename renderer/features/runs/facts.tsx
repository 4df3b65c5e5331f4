import styles from './facts.module.css'

/** What is known, as pairs of a name and a value. */
export const Facts = ({ children }: { readonly children: React.ReactNode }) => <dl className={`${styles.facts} num`}>{children}</dl>

export const FactRow = ({ name, children }: { readonly name: string; readonly children: React.ReactNode }) => (
  <>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </>
)

/** A box among the facts, with a heading and something at its right. */
export const Card = ({ title, aside, children }: { readonly title: React.ReactNode; readonly aside?: React.ReactNode; readonly children: React.ReactNode }) => (
  <section className={styles.card}>
    <h3>
      <span>{title}</span>
      {aside !== undefined && <small>{aside}</small>}
    </h3>
    {children}
  </section>
)

/** A sentence where there is nothing to show. */
export const Nothing = ({ children }: { readonly children: React.ReactNode }) => <p className={styles.nothing}>{children}</p>
