import type { PipelineInput } from '../../../engine/contract/pipeline'
import { Checkbox } from '../../components/checkbox'
import { NumberField } from '../../components/number-field'
import { Select } from '../../components/select'
import { TextField } from '../../components/text-field'
import styles from './run-form.module.css'
import type { FieldErrors, FormValues } from './run-input'

interface RunFormProps {
  readonly inputs: readonly PipelineInput[]
  readonly values: FormValues
  readonly errors: FieldErrors
  readonly onChange: (values: FormValues) => void
}

/** A field for each input, fitting its type. */
export const RunForm = ({ inputs, values, errors, onChange }: RunFormProps) => (
  <div className={styles.form}>
    {inputs.map((input) => (
      <InputField
        key={input.name}
        input={input}
        value={values[input.name] ?? ''}
        error={errors[input.name]}
        onChange={(value) => onChange({ ...values, [input.name]: value })}
      />
    ))}
  </div>
)

interface InputFieldProps {
  readonly input: PipelineInput
  readonly value: string | boolean
  readonly error: string | undefined
  readonly onChange: (value: string | boolean) => void
}

function InputField({ input, value, error, onChange }: InputFieldProps) {
  const { name, type, required, description, options } = input
  const field = { label: <span className="mono">{name}</span>, error, required, ...(description === '' ? {} : { hint: description }) }
  const text = typeof value === 'string' ? value : ''
  if (options !== null)
    return (
      <Select
        {...field}
        value={text === '' ? undefined : text}
        onChange={onChange}
        options={options.map((option) => ({ value: JSON.stringify(option), label: typeof option === 'string' ? option : JSON.stringify(option) }))}
      />
    )
  switch (type) {
    case 'boolean':
      return <Checkbox {...field} checked={value === true} onChange={onChange} />
    case 'number':
    case 'integer':
      return <NumberField {...field} value={text} onChange={onChange} integer={type === 'integer'} />
    case 'object':
    case 'array':
      return <TextField {...field} value={text} onChange={onChange} rows={4} mono placeholder={type === 'array' ? '["a", "b"]' : '{"name": "value"}'} />
    case 'string':
      return <TextField {...field} value={text} onChange={onChange} {...(text.includes('\n') ? { rows: 4 } : {})} />
  }
}
