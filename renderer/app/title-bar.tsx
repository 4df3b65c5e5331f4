import { Keyboard, Monitor, Moon, Search, Sun } from 'lucide-react'
import type { DesktopApi, Theme } from '../../preload/contract'
import { IconButton } from '../components/icon-button'
import { Kbd } from '../components/kbd'
import { Menu, MenuChoice } from '../components/menu'
import { AttachedTo } from './attached-to'
import { Mark } from './mark'
import { RunningTray } from './running-tray'
import { type ThemeStore, useTheme } from './theme'
import styles from './title-bar.module.css'

interface TitleBarProps {
  readonly theme: ThemeStore
  readonly desktop: DesktopApi | undefined
  readonly onSearch: () => void
  readonly onListShortcuts: () => void
}

/** The window's own top: it drags the window, and leaves room for the system's buttons. */
export const TitleBar = ({ theme, desktop, onSearch, onListShortcuts }: TitleBarProps) => (
  <header className={styles.bar} data-title-bar={desktop?.titleBar ?? 'native'}>
    <div className={styles.brand}>
      <Mark />
      <span className={styles.name}>Signalbox</span>
    </div>
    <AttachedTo />
    <div className={styles.right}>
      <RunningTray />
      <button type="button" className={styles.search} onClick={onSearch}>
        <Search aria-hidden />
        <span>Search</span>
        <Kbd keys="mod+k" />
      </button>
      <ThemeMenu theme={theme} />
      <IconButton label="Shortcuts" keys="?" size="small" icon={<Keyboard />} onClick={onListShortcuts} />
    </div>
  </header>
)

const THEMES: readonly { readonly value: Theme; readonly label: string }[] = [
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'system', label: 'Like the system' },
]

function ThemeMenu({ theme }: { readonly theme: ThemeStore }) {
  const { chosen, shown } = useTheme(theme)
  const icon = chosen === 'system' ? <Monitor /> : shown === 'dark' ? <Moon /> : <Sun />
  const choose = (value: string) => {
    const next = THEMES.find((option) => option.value === value)
    if (next !== undefined) theme.choose(next.value)
  }
  return (
    <Menu trigger={<IconButton label="Appearance" size="small" icon={icon} />}>
      <MenuChoice value={chosen} onChange={choose} options={THEMES} />
    </Menu>
  )
}
