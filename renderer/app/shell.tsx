import { useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import type { DesktopApi } from '../../preload/contract'
import { useLinkState } from '../engine/engine-provider'
import { cx } from '../lib/class-names'
import { isMac } from '../lib/platform'
import { listenForShortcuts, useShortcut } from '../lib/shortcuts'
import { useSmallWindow } from '../lib/use-media-query'
import { LastKnownClock } from '../lib/use-now'
import { asBoolean, useRemembered } from '../lib/use-remembered'
import { CommandPalette } from './command-palette'
import { EngineBanner } from './engine-banner'
import { Rail } from './rail'
import styles from './shell.module.css'
import { ShortcutsDialog } from './shortcuts-dialog'
import { StatusLine } from './status-line'
import type { ThemeStore } from './theme'
import { TitleBar } from './title-bar'

interface ShellProps {
  readonly theme: ThemeStore
  readonly desktop: DesktopApi | undefined
  readonly children: React.ReactNode
}

/** The frame around every page. */
export function Shell({ theme, desktop, children }: ShellProps) {
  const { narrow, toggle } = useRailWidth()
  const lostAt = useLostAt()
  const [listing, setListing] = useState(false)
  const [searching, setSearching] = useState(false)
  const [address, navigate] = useLocation()
  useFocusOnNewPage(address)
  useEffect(() => listenForShortcuts(window, isMac()), [])
  useShortcut('g d', 'Go to the dashboard', () => navigate('/'), { group: 'Go' })
  useShortcut('g p', 'Go to the pipelines', () => navigate('/pipelines'), { group: 'Go' })
  useShortcut('g r', 'Go to the runs', () => navigate('/runs'), { group: 'Go' })
  useShortcut('g l', 'Go to the logs', () => navigate('/logs'), { group: 'Go' })
  useShortcut('g a', 'Go to the approvals', () => navigate('/approvals'), { group: 'Go' })
  useShortcut('g x', 'Go to the dead letters', () => navigate('/dead-letters'), { group: 'Go' })
  useShortcut('g v', 'Go to the services', () => navigate('/services'), { group: 'Go' })
  useShortcut('g q', 'Go to the queues', () => navigate('/queues'), { group: 'Go' })
  useShortcut('mod+,', 'Go to the settings', () => navigate('/settings'), { group: 'Go' })
  useShortcut('g s', 'Go to the settings', () => navigate('/settings'), { group: 'Go' })
  useShortcut('mod+k', 'Search and commands', () => setSearching(true), { group: 'Window' })
  useShortcut('mod+b', 'Narrow or widen the rail', toggle, { group: 'Window' })
  useShortcut('?', 'List the shortcuts', () => setListing(true), { group: 'Window' })

  return (
    <div className={cx(styles.shell, narrow && styles.narrow)}>
      <a className={styles.skip} href="#main" onClick={skipToMain}>
        Skip to the page
      </a>
      <TitleBar theme={theme} desktop={desktop} onSearch={() => setSearching(true)} onListShortcuts={() => setListing(true)} />
      <Rail narrow={narrow} onToggle={toggle} />
      <div className={styles.page}>
        <EngineBanner />
        <main id="main" tabIndex={-1} className={styles.main}>
          <LastKnownClock value={lostAt}>{children}</LastKnownClock>
        </main>
      </div>
      <StatusLine />
      <CommandPalette open={searching} onClose={() => setSearching(false)} />
      <ShortcutsDialog open={listing} onClose={() => setListing(false)} />
    </div>
  )
}

/** As somebody chose; a small window has the narrow one each time, until it is widened for this once. */
function useRailWidth(): { readonly narrow: boolean; readonly toggle: () => void } {
  const small = useSmallWindow()
  const [chosen, choose] = useRemembered('rail.narrow', false, asBoolean)
  const [widened, widen] = useState(false)
  return small ? { narrow: !widened, toggle: () => widen(!widened) } : { narrow: chosen, toggle: () => choose(!chosen) }
}

/** When the link was lost, null while it is live: what a page knows is as old as that, and its clocks stand there. */
function useLostAt(): number | null {
  const live = useLinkState().state === 'live'
  const [lostAt, setLostAt] = useState<number | null>(null)
  useEffect(() => setLostAt(live ? null : Date.now()), [live])
  return lostAt
}

/** Whoever moves by keyboard or listens is taken along to a new page. */
function useFocusOnNewPage(address: string): void {
  const [first] = useState(address)
  useEffect(() => {
    const main = document.getElementById('main')
    if (address !== first && main !== null && !main.contains(document.activeElement)) main.focus()
  }, [address, first])
}

function skipToMain(event: React.MouseEvent): void {
  // The address's fragment is the page's route: following the link would leave the page.
  event.preventDefault()
  document.getElementById('main')?.focus()
}
