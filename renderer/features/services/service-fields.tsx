import { Checkbox } from '../../components/checkbox'
import { NumberField } from '../../components/number-field'
import { Select } from '../../components/select'
import { TextField } from '../../components/text-field'
import type { ServiceMethod } from '../../../engine/contract/service'
import { JobFields } from './job-fields'
import styles from './service-dialog.module.css'
import type { ServiceErrors, ServiceForm } from './service-form'

interface ServiceFieldsProps {
  readonly form: ServiceForm
  readonly errors: ServiceErrors
  readonly secrets: readonly string[]
  readonly onChange: (change: Partial<ServiceForm>) => void
}

const METHODS: readonly ServiceMethod[] = ['POST', 'GET', 'PUT', 'PATCH', 'DELETE']
const NONE = 'none'
const SECRET = 'secret:'

/** What is said of a service: where it is, its key, its limits, and how its jobs are followed. */
export function ServiceFields({ form, errors, secrets, onChange }: ServiceFieldsProps) {
  const keys = form.apiKey === '' || secrets.includes(form.apiKey) ? secrets : [...secrets, form.apiKey]
  return (
    <>
      <div className={styles.pair}>
        <TextField
          label="Name"
          mono
          value={form.name}
          onChange={(name) => onChange({ name })}
          error={errors.name}
          hint="What steps call it"
          placeholder="mailer"
        />
        <TextField
          label="What it does"
          value={form.description}
          onChange={(description) => onChange({ description })}
          error={errors.description}
          placeholder="Sends e-mail"
        />
      </div>
      <TextField
        label="Address"
        mono
        value={form.baseUrl}
        onChange={(baseUrl) => onChange({ baseUrl })}
        error={errors.baseUrl}
        hint="Paths follow it. It may be a private one."
        placeholder="http://localhost:8080"
      />
      <div className={styles.pair}>
        <Select
          label="Method"
          value={form.method}
          options={METHODS.map((value) => ({ value, label: value }))}
          onChange={(value) => {
            const chosen = METHODS.find((one) => one === value)
            if (chosen !== undefined) onChange({ method: chosen })
          }}
          hint="Unless a step names another"
        />
        <TextField label="Path" mono value={form.path} onChange={(path) => onChange({ path })} error={errors.path} hint="Unless a step names another" />
      </div>
      <TextField
        label="Health path"
        mono
        value={form.healthPath}
        onChange={(healthPath) => onChange({ healthPath })}
        error={errors.healthPath}
        hint="Answers with 200 to 299 while the service is well. Empty: it has none."
      />
      <div className={styles.pair}>
        <Select
          label="Key"
          value={form.apiKey === '' ? NONE : `${SECRET}${form.apiKey}`}
          options={[{ value: NONE, label: 'None is asked for' }, ...keys.map((name) => ({ value: `${SECRET}${name}`, label: name }))]}
          onChange={(value) => onChange({ apiKey: value === NONE ? '' : value.slice(SECRET.length) })}
          error={errors.apiKey}
          hint="One of the secrets of the settings"
        />
        {form.apiKey !== '' && (
          <TextField
            label="Header of the key"
            mono
            value={form.apiKeyHeader}
            onChange={(apiKeyHeader) => onChange({ apiKeyHeader })}
            error={errors.apiKeyHeader}
          />
        )}
      </div>
      <fieldset className={styles.group}>
        <legend>Limits</legend>
        <div className={styles.pair}>
          <NumberField
            label="Places"
            integer
            value={form.concurrency}
            onChange={(concurrency) => onChange({ concurrency })}
            error={errors.concurrency}
            hint="Steps that may call it at the same time, over all runs"
          />
          <NumberField
            label="Time limit (seconds)"
            value={form.timeout}
            onChange={(timeout) => onChange({ timeout })}
            error={errors.timeout}
            hint="For one request and its reply"
          />
        </div>
        <div className={styles.pair}>
          <NumberField
            label="Attempts of a step"
            integer
            value={form.attempts}
            onChange={(attempts) => onChange({ attempts })}
            error={errors.attempts}
            hint="At most, whatever the step allows"
          />
          <NumberField
            label="Give a place back after (seconds)"
            value={form.lease}
            onChange={(lease) => onChange({ lease })}
            error={errors.lease}
            hint="Without a sign of life"
          />
        </div>
      </fieldset>
      <Checkbox
        checked={form.later}
        onChange={(later) => onChange({ later })}
        label="It takes a job and works on it afterwards"
        hint="Its first reply names a job, and it is asked how the job stands until it is done."
      />
      {form.later && <JobFields form={form} errors={errors} onChange={onChange} />}
    </>
  )
}
