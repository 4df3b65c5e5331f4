import { ChevronDown } from 'lucide-react'
import styles from './filter-choice.module.css'

/** The button of a menu from which a filter is chosen. */
export const FilterChoice = ({ children, ...rest }: React.ComponentPropsWithRef<'button'>) => (
  <button type="button" {...rest} className={styles.choice}>
    {children}
    <ChevronDown aria-hidden />
  </button>
)
