import { TextField } from '../../components/text-field'
import { Reading } from './reading'
import styles from './section.module.css'
import type { SettingsEditing } from './use-settings-form'

/** Doors that stay shut unless someone opens them here. */
export function AccessSection({ editing }: { readonly editing: SettingsEditing }) {
  const { form, errors, set } = editing
  if (form === null) return <Reading what="the settings" error={editing.unread} onAgain={editing.refresh} />
  return (
    <div className={styles.fields}>
      <p className={styles.note}>
        Steps reach the public internet, and files in their pipeline's and their run's folder. What lies in your own network, or elsewhere on the disk, they
        reach only when it is named here.
      </p>
      <TextField
        label="Private addresses that steps may reach"
        mono
        rows={5}
        value={form.hosts}
        onChange={(hosts) => set({ hosts })}
        error={errors.hosts}
        placeholder={'nas.local\nlocalhost:9000\n192.168.0.0/16'}
        hint="One a line: a name, an address, a range, with a port if only that one is meant. Every pipeline may then send requests there, also one that somebody gave you."
      />
      <TextField
        label="Further folders for files"
        mono
        rows={4}
        value={form.folders}
        onChange={(folders) => set({ folders })}
        error={errors.folders}
        placeholder="/srv/letters"
        hint="One a line, as whole paths on the engine's computer. Every pipeline may then read and write everything in them."
      />
    </div>
  )
}
