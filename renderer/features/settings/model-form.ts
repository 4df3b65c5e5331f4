import type { ModelEntry, ModelProvider } from '../../../engine/contract/model'
import { refusals, webAddress } from '../../lib/field-rules'
import { type Preset, PROVIDERS } from './providers'
import { bound, modelName, price, required, secretName, secretValue } from './rules'

/** none: asked for none. kept: a secret there is. replaced: one there is, which gets another value. new: one that is saved with the model. */
export type KeyChoice = 'none' | 'kept' | 'replaced' | 'new'

const MOST_REQUESTS = 1_000_000
const MOST_TOKENS = 1_000_000_000

/** The dialog's fields, as typed. */
export interface ModelForm {
  readonly name: string
  readonly provider: ModelProvider
  readonly baseUrl: string
  readonly model: string
  readonly key: KeyChoice
  /** Of the secret that is kept or gets another value. */
  readonly secret: string
  readonly newName: string
  readonly newValue: string
  readonly inputPrice: string
  readonly outputPrice: string
  /** A minute; empty: not limited from here. */
  readonly requests: string
  readonly tokens: string
}

export type ModelField = 'name' | 'baseUrl' | 'model' | 'secret' | 'newName' | 'newValue' | 'inputPrice' | 'outputPrice' | 'requests' | 'tokens'
export type ModelErrors = Partial<Record<ModelField, string>>

/** A new model, as the preset suggests; a key that is there already is taken. */
export function formOfPreset({ provider, name, baseUrl, needsKey, free }: Preset, secrets: readonly string[]): ModelForm {
  const { keyName } = PROVIDERS[provider]
  const kept = secrets.includes(keyName)
  const price = free ? '0' : ''
  return {
    name,
    provider,
    baseUrl,
    model: '',
    key: !needsKey ? 'none' : kept ? 'kept' : 'new',
    secret: kept ? keyName : '',
    newName: keyName,
    newValue: '',
    inputPrice: price,
    outputPrice: price,
    requests: '',
    tokens: '',
  }
}

export const formOfEntry = ({ name, provider, baseUrl, model, apiKey, price, requestsPerMinute, tokensPerMinute }: ModelEntry): ModelForm => ({
  name,
  provider,
  baseUrl,
  model,
  key: apiKey === null ? 'none' : 'kept',
  secret: apiKey ?? '',
  newName: PROVIDERS[provider].keyName,
  newValue: '',
  inputPrice: price === null ? '' : String(price.input),
  outputPrice: price === null ? '' : String(price.output),
  requests: requestsPerMinute === null ? '' : String(requestsPerMinute),
  tokens: tokensPerMinute === null ? '' : String(tokensPerMinute),
})

/** What follows the choice of another provider: its address and its key, unless someone gave others. */
export function withProvider(form: ModelForm, provider: ModelProvider, secrets: readonly string[]): ModelForm {
  const before = PROVIDERS[form.provider]
  const next = PROVIDERS[provider]
  const kept = secrets.includes(next.keyName)
  const ownKey = form.newValue !== '' || ((form.key === 'kept' || form.key === 'replaced') && form.secret !== before.keyName)
  return {
    ...form,
    provider,
    baseUrl: form.baseUrl.trim() === '' || form.baseUrl === before.baseUrl ? next.baseUrl : form.baseUrl,
    ...(ownKey ? {} : { key: !next.needsKey ? 'none' : kept ? 'kept' : 'new', secret: kept ? next.keyName : form.secret, newName: next.keyName }),
  }
}

export type ReadModel =
  | {
      readonly ok: true
      readonly entry: ModelEntry
      /** To be saved before the model. */ readonly newSecret: { readonly name: string; readonly value: string } | null
    }
  | { readonly ok: false; readonly errors: ModelErrors }

interface Known {
  readonly secrets: readonly string[]
  /** Names that other models have. */
  readonly taken: readonly string[]
}

/** The entry that the fields describe, or what is wrong with them. */
export function readModelForm(form: ModelForm, { secrets, taken }: Known): ReadModel {
  const errors = refusals<ModelField>({
    name: modelName(form.name) ?? (taken.includes(form.name.trim()) ? 'Another model has this name.' : undefined),
    baseUrl: webAddress(form.baseUrl),
    model: required('Which model? Write it as the provider calls it.')(form.model),
    secret: (form.key === 'kept' || form.key === 'replaced') && form.secret === '' ? 'Which secret holds the key?' : undefined,
    newName:
      form.key !== 'new'
        ? undefined
        : (secretName(form.newName) ??
          (secrets.includes(form.newName.trim())
            ? 'There is a secret of this name: choose it above, where its value can be replaced, or give another name.'
            : undefined)),
    newValue: form.key === 'new' || form.key === 'replaced' ? secretValue(form.newValue) : undefined,
    ...priceErrors(form),
    requests: bound(MOST_REQUESTS)(form.requests),
    tokens: bound(MOST_TOKENS)(form.tokens),
  })
  if (errors !== null) return { ok: false, errors }
  const newSecret = secretToSave(form)
  return {
    ok: true,
    newSecret,
    entry: {
      name: form.name.trim(),
      provider: form.provider,
      baseUrl: form.baseUrl.trim(),
      model: form.model.trim(),
      apiKey: newSecret?.name ?? (form.key === 'kept' ? form.secret : null),
      price: form.inputPrice.trim() === '' ? null : { input: Number(form.inputPrice), output: Number(form.outputPrice) },
      requestsPerMinute: form.requests.trim() === '' ? null : Number(form.requests),
      tokensPerMinute: form.tokens.trim() === '' ? null : Number(form.tokens),
    },
  }
}

function secretToSave({ key, newName, secret, newValue }: ModelForm): { readonly name: string; readonly value: string } | null {
  if (key === 'new') return { name: newName.trim(), value: newValue }
  return key === 'replaced' ? { name: secret, value: newValue } : null
}

function priceErrors({ inputPrice, outputPrice }: ModelForm): { inputPrice: string | undefined; outputPrice: string | undefined } {
  const none = inputPrice.trim() === '' && outputPrice.trim() === ''
  return none ? { inputPrice: undefined, outputPrice: undefined } : { inputPrice: price(inputPrice), outputPrice: price(outputPrice) }
}

/** The engine's refusals, at the fields of the dialog. */
export function errorsFromEngine(fields: Readonly<Record<string, string>>): ModelErrors {
  const places: Readonly<Record<string, ModelField>> = {
    name: 'name',
    baseUrl: 'baseUrl',
    model: 'model',
    apiKey: 'secret',
    'price.input': 'inputPrice',
    'price.output': 'outputPrice',
    requestsPerMinute: 'requests',
    tokensPerMinute: 'tokens',
  }
  return Object.fromEntries(
    Object.entries(fields).flatMap(([path, sentence]): [ModelField, string][] => {
      const field = places[path.replace(/^model\./, '')]
      return field === undefined ? [] : [[field, sentence]]
    }),
  )
}
