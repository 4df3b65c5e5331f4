import { LayoutDashboard, PanelLeftClose, PanelLeftOpen, Play, ScrollText, Settings, Waypoints } from 'lucide-react'
import { Link, useLocation } from 'wouter'
import { IconButton } from '../components/icon-button'
import { Tooltip } from '../components/tooltip'
import { useEngineStatus } from '../engine/engine-provider'
import { cx } from '../lib/class-names'
import styles from './rail.module.css'

const PLACES = [
  { to: '/', label: 'Dashboard', icon: <LayoutDashboard />, keys: 'g d' },
  { to: '/pipelines', label: 'Pipelines', icon: <Waypoints />, keys: 'g p' },
  { to: '/runs', label: 'Runs', icon: <Play />, keys: 'g r' },
  { to: '/logs', label: 'Logs', icon: <ScrollText />, keys: 'g l' },
  { to: '/settings', label: 'Settings', icon: <Settings />, keys: 'g s' },
] as const

/** The places there are. */
export function Rail({ narrow, onToggle }: { readonly narrow: boolean; readonly onToggle: () => void }) {
  const [address] = useLocation()
  const status = useEngineStatus()
  const open = status === null ? 0 : status.runningRuns + status.waitingRuns + status.queuedRuns
  return (
    <nav aria-label="Places" className={cx(styles.rail, narrow && styles.narrow)}>
      {PLACES.map(({ to, label, icon, keys }) => {
        const here = address === to || (to !== '/' && address.startsWith(`${to}/`))
        const count = to === '/runs' && open > 0 ? open : null
        const place = (
          <Link key={to} href={to} className={styles.place ?? ''} aria-current={here ? 'page' : undefined}>
            {icon}
            <span className={styles.label}>{label}</span>
            {count !== null && (
              <span className={styles.count}>
                {count}
                <span className="visually-hidden"> open</span>
              </span>
            )}
          </Link>
        )
        return narrow ? (
          <Tooltip key={to} text={label} keys={keys} side="right">
            {place}
          </Tooltip>
        ) : (
          place
        )
      })}
      <div className={styles.foot}>
        <IconButton
          label={narrow ? 'Widen the rail' : 'Narrow the rail'}
          keys="mod+b"
          size="small"
          icon={narrow ? <PanelLeftOpen /> : <PanelLeftClose />}
          onClick={onToggle}
        />
      </div>
    </nav>
  )
}
