import { LayoutDashboard, MailX, MessageCircleQuestion, PanelLeftClose, PanelLeftOpen, Play, Rows3, ScrollText, Server, Settings, Waypoints } from 'lucide-react'
import { Link, useLocation } from 'wouter'
import { IconButton } from '../components/icon-button'
import { Tooltip } from '../components/tooltip'
import { useEngineStatus } from '../engine/engine-provider'
import { useQuery } from '../engine/use-query'
import { countOpen, onApprovals } from '../features/approvals/queries'
import { countOpenLetters, onLetters } from '../features/dead-letters/queries'
import { cx } from '../lib/class-names'
import styles from './rail.module.css'

const PLACES = [
  { to: '/', label: 'Dashboard', icon: <LayoutDashboard />, keys: 'g d' },
  { to: '/pipelines', label: 'Pipelines', icon: <Waypoints />, keys: 'g p' },
  { to: '/runs', label: 'Runs', icon: <Play />, keys: 'g r' },
  { to: '/dead-letters', label: 'Dead letters', icon: <MailX />, keys: 'g x' },
  { to: '/logs', label: 'Logs', icon: <ScrollText />, keys: 'g l' },
  { to: '/approvals', label: 'Approvals', icon: <MessageCircleQuestion />, keys: 'g a' },
  { to: '/services', label: 'Services', icon: <Server />, keys: 'g v' },
  { to: '/queues', label: 'Queues', icon: <Rows3 />, keys: 'g q' },
  { to: '/settings', label: 'Settings', icon: <Settings />, keys: 'g s' },
] as const

/** The places there are. */
export function Rail({ narrow, onToggle }: { readonly narrow: boolean; readonly onToggle: () => void }) {
  const [address] = useLocation()
  const status = useEngineStatus()
  const open = status === null ? 0 : status.runningRuns + status.waitingRuns + status.queuedRuns
  const letters = useQuery(countOpenLetters, 'all', { refreshOn: onLetters }).data ?? 0
  const asked = useQuery(countOpen, 'all', { refreshOn: onApprovals }).data ?? 0
  return (
    <nav aria-label="Places" className={cx(styles.rail, narrow && styles.narrow)}>
      {PLACES.map(({ to, label, icon, keys }) => {
        const here = address === to || (to !== '/' && address.startsWith(`${to}/`))
        const count = to === '/runs' && open > 0 ? open : to === '/approvals' && asked > 0 ? asked : to === '/dead-letters' && letters > 0 ? letters : null
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
