import { isMac } from '../lib/platform'
import styles from './kbd.module.css'

/** Keys as caps: `g p`, `mod+s`, `Enter`. */
export const Kbd = ({ keys }: { readonly keys: string }) => (
  <span className={styles.keys}>
    {keys.split(' ').map((chord, i) => (
      <kbd key={i} className={styles.kbd}>
        {chord
          .split('+')
          .map(capOf)
          .join(isMac() ? '' : '+')}
      </kbd>
    ))}
  </span>
)

const MAC_CAPS: Readonly<Record<string, string>> = { mod: '⌘', alt: '⌥', shift: '⇧' }
const CAPS: Readonly<Record<string, string>> = {
  mod: 'Ctrl',
  alt: 'Alt',
  shift: 'Shift',
  Escape: 'Esc',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
}

const capOf = (key: string): string => (isMac() ? MAC_CAPS[key] : undefined) ?? CAPS[key] ?? (key.length === 1 ? key.toUpperCase() : key)
