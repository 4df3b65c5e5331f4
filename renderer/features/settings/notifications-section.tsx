import { Checkbox } from '../../components/checkbox'
import { NotRead } from '../../components/not-read'
import { TextField } from '../../components/text-field'
import { useQuery } from '../../engine/use-query'
import { listPipelines } from './queries'
import styles from './section.module.css'
import { linesOf } from './settings-form'
import type { SettingsEditing } from './use-settings-form'

/** What the desktop app tells, wherever it is attached to this engine. */
export function NotificationsSection({ editing }: { readonly editing: SettingsEditing }) {
  const { form, errors, set } = editing
  const pipelines = useQuery(listPipelines, 'all').data?.items ?? []
  if (form === null) return <NotRead look="inline" what="the settings" error={editing.unread} onAgain={editing.refresh} />
  const muted = linesOf(form.muted)
  const mute = (id: string, on: boolean) => set({ muted: (on ? [...muted, id] : muted.filter((one) => one !== id)).join('\n') })
  return (
    <div className={styles.fields}>
      <Checkbox
        checked={form.failures}
        onChange={(failures) => set({ failures })}
        label="Tell when a step or a run fails"
        hint="As a notification of the system, shown by the desktop app. A press on it opens the run."
      />
      <Checkbox
        checked={form.quiet}
        onChange={(quiet) => set({ quiet })}
        label="Quiet hours"
        hint="Nothing is told between these times, on the clock of the computer that would tell it."
      />
      {form.quiet && (
        <div className={styles.indent}>
          <div className={styles.pair}>
            <TextField label="From" mono value={form.quietFrom} onChange={(quietFrom) => set({ quietFrom })} error={errors.quietFrom} />
            <TextField label="Until" mono value={form.quietTo} onChange={(quietTo) => set({ quietTo })} error={errors.quietTo} />
          </div>
        </div>
      )}
      <fieldset className={styles.group}>
        <legend>Muted pipelines</legend>
        <p className={styles.note}>Their failures are not told. Everything else is as ever: they run, and stand among the runs.</p>
        {pipelines.length === 0 ? (
          <p className={styles.muted}>There are no pipelines yet.</p>
        ) : (
          <div className={styles.checks} tabIndex={0} role="group" aria-label="Which pipelines are muted">
            {pipelines.map(({ id, name }) => (
              <Checkbox key={id} checked={muted.includes(id)} onChange={(on) => mute(id, on)} label={name} />
            ))}
          </div>
        )}
        {errors.muted !== undefined && <p className={styles.wrong}>{errors.muted}</p>}
      </fieldset>
    </div>
  )
}
