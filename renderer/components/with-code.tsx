import styles from './with-code.module.css'

/** A sentence in which `words between backticks` are names: of steps, keys, files. */
export const WithCode = ({ text }: { readonly text: string }) => (
  <>
    {text.split(/`([^`]+)`/).map((part, i) =>
      i % 2 === 0 ? (
        part
      ) : (
        <code key={i} className={styles.code}>
          {part}
        </code>
      ),
    )}
  </>
)
