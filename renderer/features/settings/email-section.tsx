import { Checkbox } from '../../components/checkbox'
import { NotRead } from '../../components/not-read'
import { NumberField } from '../../components/number-field'
import { Select } from '../../components/select'
import { TextField } from '../../components/text-field'
import { useQuery } from '../../engine/use-query'
import { listSecrets } from './queries'
import styles from './section.module.css'
import type { SettingsEditing } from './use-settings-form'

const NONE = 'none'
const NAMED = 'secret:'

/** The server through which `notify` steps send mail. */
export function EmailSection({ editing }: { readonly editing: SettingsEditing }) {
  const { form, errors, set } = editing
  const secrets = useQuery(listSecrets, 'all', { refreshOn: (hint) => hint.type === 'settings.changed' }).data?.secrets ?? []
  if (form === null) return <NotRead look="inline" what="the settings" error={editing.unread} onAgain={editing.refresh} />
  const names = [...new Set([...secrets.map(({ name }) => name), ...(form.password === '' ? [] : [form.password])])]
  return (
    <div className={styles.fields}>
      <Checkbox
        checked={form.email}
        onChange={(email) => set({ email })}
        label="Send mail"
        hint="Without it, steps that notify by e-mail fail with a sentence that says so."
      />
      {form.email && (
        <>
          <div className={styles.wide}>
            <TextField label="Server" mono value={form.host} onChange={(host) => set({ host })} error={errors.host} placeholder="smtp.example.com" />
            <NumberField label="Port" integer value={form.port} onChange={(port) => set({ port })} error={errors.port} />
          </div>
          <Checkbox
            checked={form.secure}
            // The two go together; whoever wants others can still type them.
            onChange={(secure) => set({ secure, ...(secure && form.port === '587' ? { port: '465' } : !secure && form.port === '465' ? { port: '587' } : {}) })}
            label="Encrypted from the first byte"
            hint="Usual at port 465. Otherwise encryption is asked for once connected, when the server offers it."
          />
          <TextField label="Sender" value={form.from} onChange={(from) => set({ from })} error={errors.from} placeholder="Signalbox <signalbox@example.com>" />
          <div className={styles.pair}>
            <TextField label="User" mono value={form.user} onChange={(user) => set({ user })} error={errors.user} hint="Empty when none is asked for" />
            <Select
              label="Password"
              value={form.password === '' ? NONE : `${NAMED}${form.password}`}
              options={[{ value: NONE, label: 'None is asked for' }, ...names.map((name) => ({ value: `${NAMED}${name}`, label: name }))]}
              onChange={(value) => set({ password: value === NONE ? '' : value.slice(NAMED.length) })}
              error={errors.password}
              hint="One of your secrets"
            />
          </div>
        </>
      )}
    </div>
  )
}
