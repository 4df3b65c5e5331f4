import { Dialog } from '../components/dialog'
import { Kbd } from '../components/kbd'
import { type Shortcut, useActiveShortcuts } from '../lib/shortcuts'
import styles from './shortcuts-dialog.module.css'

/** Every key that does something here and now. */
export function ShortcutsDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const groups = byGroup(useActiveShortcuts())
  return (
    <Dialog open={open} onClose={onClose} title="Shortcuts" description="What the keyboard does on this page.">
      <div className={styles.groups}>
        {[...groups].map(([group, rows]) => (
          <section key={group}>
            <h3 className={styles.heading}>{group}</h3>
            <dl className={styles.rows}>
              {[...rows].map(([does, keys]) => (
                <div key={does} className={styles.row}>
                  <dt>{does}</dt>
                  <dd>
                    {keys.map((key) => (
                      <Kbd key={key} keys={key} />
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}

const LEAVE: Shortcut = { keys: 'Escape', does: 'Leave what is open', group: 'Window', run: () => undefined }

function byGroup(shortcuts: readonly Shortcut[]): Map<string, Map<string, string[]>> {
  const groups = new Map<string, Map<string, string[]>>()
  for (const { group, does, keys } of [...shortcuts, LEAVE]) {
    const rows = groups.get(group) ?? new Map<string, string[]>()
    const same = rows.get(does) ?? []
    rows.set(does, same.includes(keys) ? same : [...same, keys])
    groups.set(group, rows)
  }
  return groups
}
