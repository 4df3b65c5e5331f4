import { useRef, useState } from 'react'
import { Button } from '../../components/button'
import { Dialog } from '../../components/dialog'
import { ErrorState } from '../../components/error-state'
import { NumberField } from '../../components/number-field'
import { Select } from '../../components/select'
import { TextField } from '../../components/text-field'
import { toast } from '../../components/toast'
import type { ModelEntry } from '../../../engine/contract/model'
import { useCommand } from '../../engine/use-command'
import { fieldsOf } from '../../lib/field-rules'
import { KeyFields } from './key-fields'
import { errorsFromEngine, formOfEntry, formOfPreset, type ModelErrors, type ModelForm, readModelForm, withProvider } from './model-form'
import { ModelTestResult } from './model-test-result'
import { type Preset, PROVIDER_ORDER, PROVIDERS } from './providers'
import styles from './section.module.css'
import { useModelTest } from './use-model-test'

/** A model to change, or where a new one begins. */
export type ModelDialogStart = { readonly entry: ModelEntry } | { readonly preset: Preset }

interface ModelDialogProps {
  readonly start: ModelDialogStart
  /** Names of those there are. */
  readonly models: readonly string[]
  readonly secrets: readonly string[]
  readonly onClose: () => void
  readonly onSaved: () => void
  readonly onSecretSaved: () => void
}

/** Adds a model or changes one. A new key is kept first, then the model, or its test. */
export function ModelDialog({ start, models, secrets, onClose, onSaved, onSecretSaved }: ModelDialogProps) {
  const entry = 'entry' in start ? start.entry : null
  const [form, setForm] = useState<ModelForm>(() => ('entry' in start ? formOfEntry(start.entry) : formOfPreset(start.preset, secrets)))
  const [errors, setErrors] = useState<ModelErrors>({})
  /** Of the secrets that were kept from here: giving one of them another value needs no question. */
  const [own, setOwn] = useState<readonly string[]>([])
  const body = useRef<HTMLDivElement>(null)
  const keepSecret = useCommand((client, secret: { readonly name: string; readonly value: string }, signal) => client.secrets.save(secret, { signal }))
  const keepModel = useCommand((client, model: ModelEntry, signal) =>
    client.models.save({ model, ...(entry === null ? {} : { replaces: entry.name }) }, { signal }),
  )
  const test = useModelTest()
  const set = (change: Partial<ModelForm>) => {
    setForm((before) => ({ ...before, ...change }))
    setErrors((before) => Object.fromEntries(Object.entries(before).filter(([field]) => !(field in change))))
    test.forget()
  }
  const refuse = (found: ModelErrors) => {
    setErrors(found)
    // The first field that is wrong, once it is marked.
    setTimeout(() => body.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus(), 0)
  }

  /** The entry as it can be sent, its new key kept; null when something was refused. */
  const ready = async (): Promise<ModelEntry | null> => {
    const read = readModelForm(form, { secrets: secrets.filter((name) => !own.includes(name)), taken: models.filter((name) => name !== entry?.name) })
    if (!read.ok) {
      refuse(read.errors)
      return null
    }
    if (read.newSecret === null) return read.entry
    const kept = await keepSecret.run(read.newSecret)
    if (!kept.ok) {
      refuse({ newValue: kept.failure.message })
      return null
    }
    if (form.key === 'new') setOwn((before) => [...before, kept.value.name])
    setForm((before) => ({ ...before, key: 'kept', secret: kept.value.name, newValue: '' }))
    onSecretSaved()
    return read.entry
  }
  const save = async () => {
    const model = await ready()
    if (model === null) return
    const result = await keepModel.run(model)
    if (result.ok) {
      toast.success(entry === null ? `Added ${model.name}` : `Saved ${model.name}`)
      onSaved()
    } else refuse(errorsFromEngine(fieldsOf(result.failure.details)))
  }
  const tryIt = async () => {
    const model = await ready()
    if (model !== null) await test.run(model)
  }
  const refusedAsWhole = keepModel.failure !== undefined && Object.keys(errors).length === 0 ? keepModel.failure : undefined
  const provider = PROVIDERS[form.provider]

  return (
    <Dialog
      open
      onClose={onClose}
      onSubmit={() => void save()}
      title={entry === null ? 'Add a model' : `Change ${entry.name}`}
      description={entry === null ? 'Steps call it by its name.' : 'Every pipeline that names it follows.'}
      outcome={
        test.came === null ? undefined : (
          <ModelTestResult came={test.came} model={{ ...form, baseUrl: form.baseUrl, apiKey: form.key === 'none' ? null : form.secret }} />
        )
      }
      actions={
        <>
          <span style={{ marginRight: 'auto' }}>
            <Button busy={test.busy} disabledReason={keepModel.off} onClick={() => void tryIt()}>
              {test.busy ? 'Asking…' : 'Test'}
            </Button>
          </span>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="main" type="submit" busy={keepModel.busy || keepSecret.busy} disabledReason={keepModel.off}>
            {entry === null ? 'Add' : 'Save'}
          </Button>
        </>
      }
    >
      <div ref={body} className={styles.fields}>
        <div className={styles.pair}>
          <TextField
            label="Name"
            mono
            value={form.name}
            onChange={(name) => set({ name })}
            error={errors.name}
            hint="What steps call it"
            placeholder="fast-chat"
          />
          <Select
            label="Provider"
            hint={provider.hint}
            value={form.provider}
            options={PROVIDER_ORDER.map((value) => ({ value, label: PROVIDERS[value].label }))}
            onChange={(value) => {
              const chosen = PROVIDER_ORDER.find((one) => one === value)
              if (chosen !== undefined) set(withProvider(form, chosen, secrets))
            }}
          />
        </div>
        <TextField
          label="Model"
          mono
          value={form.model}
          onChange={(model) => set({ model })}
          error={errors.model}
          hint="As the provider calls it"
          placeholder={provider.example}
        />
        <TextField label="Address" mono value={form.baseUrl} onChange={(baseUrl) => set({ baseUrl })} error={errors.baseUrl} placeholder={provider.baseUrl} />
        <KeyFields form={form} errors={errors} secrets={secrets} onChange={set} />
        <fieldset className={styles.group}>
          <legend>Price in US dollars per million tokens</legend>
          <div className={styles.pair}>
            <NumberField label="In" value={form.inputPrice} onChange={(inputPrice) => set({ inputPrice })} error={errors.inputPrice} placeholder="not known" />
            <NumberField
              label="Out"
              value={form.outputPrice}
              onChange={(outputPrice) => set({ outputPrice })}
              error={errors.outputPrice}
              placeholder="not known"
            />
          </div>
          <p className={styles.hint}>Left empty, its use is counted in tokens only. 0 is free.</p>
        </fieldset>
        <fieldset className={styles.group}>
          <legend>Limits, a minute</legend>
          <div className={styles.pair}>
            <NumberField label="Requests" value={form.requests} onChange={(requests) => set({ requests })} error={errors.requests} placeholder="not known" />
            <NumberField label="Tokens" value={form.tokens} onChange={(tokens) => set({ tokens })} error={errors.tokens} placeholder="not known" />
          </div>
          <p className={styles.hint}>Steps wait rather than ask for more. What the provider itself says of its limits counts in any case.</p>
        </fieldset>
        {refusedAsWhole !== undefined && <ErrorState look="inline" title="It was not saved" error={refusedAsWhole} />}
      </div>
    </Dialog>
  )
}
