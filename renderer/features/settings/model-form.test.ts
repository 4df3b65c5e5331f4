import { describe, expect, it } from 'vitest'
import type { ModelEntry } from '../../../engine/contract/model'
import { errorsFromEngine, formOfEntry, formOfPreset, type ModelForm, readModelForm, withProvider } from './model-form'
import { PRESETS, type Preset } from './providers'

const ENTRY: ModelEntry = {
  name: 'fast-chat',
  provider: 'openai',
  baseUrl: 'https://api.openai.com/v1',
  model: 'small',
  apiKey: 'OPENAI_KEY',
  price: { input: 0.4, output: 1.6 },
  requestsPerMinute: 500,
  tokensPerMinute: null,
}
const nothing = { secrets: [], taken: [] }
const preset = (title: string): Preset => {
  const found = PRESETS.find((one) => one.title === title)
  if (found === undefined) throw new Error(`no preset ${title}`)
  return found
}
const errorsOf = (form: ModelForm, known: { readonly secrets: readonly string[]; readonly taken: readonly string[] } = nothing) => {
  const read = readModelForm(form, known)
  return read.ok ? null : read.errors
}

describe('the fields of a model', () => {
  it('come back as they went in', () => {
    expect(readModelForm(formOfEntry(ENTRY), nothing)).toEqual({ ok: true, entry: ENTRY, newSecret: null })
    const free = { ...ENTRY, apiKey: null, price: null }
    expect(readModelForm(formOfEntry(free), nothing)).toEqual({ ok: true, entry: free, newSecret: null })
  })

  it('begin with what is sensible for the provider', () => {
    expect(formOfPreset(preset('Ollama, on this computer'), [])).toMatchObject({
      provider: 'ollama',
      baseUrl: 'http://localhost:11434',
      key: 'none',
      inputPrice: '0',
    })
    expect(formOfPreset(preset('OpenAI'), [])).toMatchObject({ key: 'new', newName: 'OPENAI_KEY', inputPrice: '' })
    expect(formOfPreset(preset('OpenAI'), ['OPENAI_KEY'])).toMatchObject({ key: 'kept', secret: 'OPENAI_KEY' })
  })

  it('give a new key to be saved, and name it in the entry', () => {
    const form = { ...formOfPreset(preset('Anthropic'), []), model: 'claude', newValue: 'sk-ant-12345678' }
    expect(readModelForm(form, nothing)).toMatchObject({
      ok: true,
      newSecret: { name: 'ANTHROPIC_KEY', value: 'sk-ant-12345678' },
      entry: { apiKey: 'ANTHROPIC_KEY' },
    })
  })

  it('give a secret that there is another value', () => {
    const form: ModelForm = { ...formOfEntry(ENTRY), key: 'replaced', newValue: 'sk-12345678' }
    expect(readModelForm(form, { secrets: ['OPENAI_KEY'], taken: [] })).toEqual({
      ok: true,
      newSecret: { name: 'OPENAI_KEY', value: 'sk-12345678' },
      entry: ENTRY,
    })
    expect(errorsOf({ ...form, newValue: 'short' })).toMatchObject({ newValue: expect.stringContaining('8 characters') })
  })

  it('follow another provider, but leave what someone chose', () => {
    const form = formOfPreset(preset('OpenAI'), [])
    expect(withProvider(form, 'ollama', [])).toMatchObject({ baseUrl: 'http://localhost:11434', key: 'none' })
    expect(withProvider({ ...form, baseUrl: 'https://llm.example/v1' }, 'anthropic', [])).toMatchObject({
      baseUrl: 'https://llm.example/v1',
      newName: 'ANTHROPIC_KEY',
    })
    expect(withProvider({ ...form, key: 'kept', secret: 'MINE' }, 'anthropic', ['MINE'])).toMatchObject({ key: 'kept', secret: 'MINE' })
  })

  it.each([
    [{ name: 'has space' }, ['name']],
    [{ name: 'taken' }, ['name']],
    [{ baseUrl: 'api.openai.com' }, ['baseUrl']],
    [{ model: ' ' }, ['model']],
    [{ secret: '' }, ['secret']],
    [{ key: 'new', newName: '1st', newValue: 'short' }, ['newName', 'newValue']],
    [{ key: 'new', newName: 'OPENAI_KEY', newValue: 'long enough' }, ['newName']],
    [{ inputPrice: '', outputPrice: '1' }, ['inputPrice']],
    [{ inputPrice: '-1' }, ['inputPrice']],
  ] as const)('are refused where they are wrong: %o', (wrong, fields) => {
    expect(Object.keys(errorsOf({ ...formOfEntry(ENTRY), ...wrong }, { secrets: ['OPENAI_KEY'], taken: ['taken'] }) ?? {})).toEqual(fields)
  })

  it('take the refusals of the engine', () => {
    expect(errorsFromEngine({ 'model.baseUrl': 'No.', 'model.price.input': 'Too much.', other: 'x' })).toEqual({ baseUrl: 'No.', inputPrice: 'Too much.' })
  })
})
