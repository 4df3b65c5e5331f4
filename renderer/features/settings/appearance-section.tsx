import { RadioCards } from '../../components/radio-cards'
import { useThemeChoice } from '../../lib/theme-choice'
import styles from './appearance-section.module.css'

const THEMES = [
  { value: 'light', label: 'Light', picture: <Picture theme="light" /> },
  { value: 'dark', label: 'Dark', picture: <Picture theme="dark" /> },
  {
    value: 'system',
    label: 'Like the system',
    picture: (
      <span className={styles.halves}>
        <Picture theme="light" />
        <Picture theme="dark" />
      </span>
    ),
  },
] as const

/** What the app looks like to whoever sits here. */
export function AppearanceSection() {
  const { chosen, choose } = useThemeChoice()
  return <RadioCards label="Theme" value={chosen} onChange={choose} options={THEMES} />
}

/** A window in small. */
function Picture({ theme }: { readonly theme: 'light' | 'dark' }) {
  return (
    <span className={styles.picture} data-theme={theme} aria-hidden>
      <i className={styles.rail} />
      <i className={styles.title} />
      <i className={styles.row} />
      <i className={styles.row} />
      <i className={styles.row} />
    </span>
  )
}
