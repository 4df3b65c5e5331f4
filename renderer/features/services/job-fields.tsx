import { NumberField } from '../../components/number-field'
import { Select } from '../../components/select'
import { TextField } from '../../components/text-field'
import type { ServiceErrors, ServiceForm } from './service-form'
import styles from './service-dialog.module.css'

interface JobFieldsProps {
  readonly form: ServiceForm
  readonly errors: ServiceErrors
  readonly onChange: (change: Partial<ServiceForm>) => void
}

const CANCEL_METHODS = ['none', 'POST', 'PUT', 'DELETE'] as const

/** How a service is asked that takes a job and works on it afterwards. */
export const JobFields = ({ form, errors, onChange }: JobFieldsProps) => (
  <fieldset className={styles.group}>
    <legend>Its jobs</legend>
    <div className={styles.pair}>
      <TextField label="Job in the reply" mono value={form.job} onChange={(job) => onChange({ job })} error={errors.job} hint="Its id, such as data.id" />
      <TextField
        label="Path of the status"
        mono
        value={form.statusPath}
        onChange={(statusPath) => onChange({ statusPath })}
        error={errors.statusPath}
        hint="Empty: the reply names the address itself"
      />
    </div>
    <div className={styles.pair}>
      <TextField label="Status in its reply" mono value={form.status} onChange={(status) => onChange({ status })} error={errors.status} />
      <TextField
        label="Result in its reply"
        mono
        value={form.result}
        onChange={(result) => onChange({ result })}
        error={errors.result}
        placeholder="all of it"
      />
    </div>
    <TextField label="Done when it says" value={form.done} onChange={(done) => onChange({ done })} error={errors.done} hint="With commas between them" />
    <div className={styles.pair}>
      <TextField label="Failed when it says" value={form.failed} onChange={(failed) => onChange({ failed })} error={errors.failed} />
      <TextField label="Reason in its reply" mono value={form.error} onChange={(error) => onChange({ error })} error={errors.error} placeholder="none" />
    </div>
    <div className={styles.pair}>
      <NumberField label="Ask every (seconds)" value={form.interval} onChange={(interval) => onChange({ interval })} error={errors.interval} />
      <NumberField label="Give up after (seconds)" value={form.deadline} onChange={(deadline) => onChange({ deadline })} error={errors.deadline} />
    </div>
    <div className={styles.pair}>
      <Select
        label="When the run is cancelled"
        value={form.cancelMethod}
        options={CANCEL_METHODS.map((value) => ({ value, label: value === 'none' ? 'Tell it nothing' : `Send ${value}` }))}
        onChange={(value) => {
          const chosen = CANCEL_METHODS.find((one) => one === value)
          if (chosen !== undefined) onChange({ cancelMethod: chosen })
        }}
      />
      {form.cancelMethod !== 'none' && (
        <TextField
          label="To the path"
          mono
          value={form.cancelPath}
          onChange={(cancelPath) => onChange({ cancelPath })}
          error={errors.cancelPath}
          placeholder="/jobs/{id}/cancel"
          hint="Empty: where its status is read"
        />
      )}
    </div>
  </fieldset>
)
