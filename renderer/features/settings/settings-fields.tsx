import { NotRead } from '../../components/not-read'
import styles from './section.module.css'
import type { SettingsForm } from './settings-form'
import type { SettingsEditing } from './use-settings-form'

/** Fields of the settings that are saved together, once these are read; above them what they are for. */
export function SettingsFields({
  editing,
  note,
  children,
}: {
  readonly editing: SettingsEditing
  readonly note: string
  readonly children: (form: SettingsForm) => React.ReactNode
}) {
  if (editing.form === null) return <NotRead look="inline" what="the settings" error={editing.unread} onAgain={editing.refresh} />
  return (
    <div className={styles.fields}>
      <p className={styles.note}>{note}</p>
      {children(editing.form)}
    </div>
  )
}
