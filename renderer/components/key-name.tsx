import { KeyRound } from 'lucide-react'
import styles from './key-name.module.css'

/** The secret that something is called with, by its name. */
export const KeyName = ({ name, title }: { readonly name: string; readonly title: string }) => (
  <span className={styles.key} title={title}>
    <KeyRound aria-hidden />
    <span className="visually-hidden">Key: </span>
    {name}
  </span>
)
