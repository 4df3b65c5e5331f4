import { useMemo, useState } from 'react'
import type { Settings } from '../../../engine/contract/settings'
import type { CallFailure } from '../../engine/call-failure'
import { useCommand } from '../../engine/use-command'
import { useQuery } from '../../engine/use-query'
import { fieldsOf } from '../../lib/field-rules'
import { useRemembered } from '../../lib/use-remembered'
import { getSettings } from './queries'
import {
  changedFields,
  formFromText,
  formOf,
  readSettings,
  refusedFields,
  settingsErrorsFromEngine,
  type SettingsErrors,
  type SettingsField,
  type SettingsForm,
} from './settings-form'

export interface SettingsEditing {
  /** Null until the settings are read. */
  readonly form: SettingsForm | null
  readonly errors: SettingsErrors
  /** Why they could not be read. */
  readonly unread: CallFailure | undefined
  readonly refresh: () => void
  /** What differs from what is saved. */
  readonly changed: readonly SettingsField[]
  readonly set: (change: Partial<SettingsForm>) => void
  readonly discard: () => void
  /** The fields that were refused; none when it was saved. Null: refused as a whole, see `failure`. */
  readonly save: () => Promise<readonly SettingsField[] | null>
  readonly busy: boolean
  /** Why it could not be saved, when that belongs to no field. */
  readonly failure: CallFailure | null
  /** Why it cannot be saved now. */
  readonly off: string | undefined
}

/** The sections that are saved together. What was typed outlives the page, until it is saved or discarded. */
export function useSettingsForm(): SettingsEditing {
  const { data, error, refresh } = useQuery(getSettings, 'all', { refreshOn: (hint) => hint.type === 'settings.changed' })
  const [saved, setSaved] = useState<Settings | null>(null)
  const [typed, setTyped] = useRemembered('draft.settings', '', asText)
  const [errors, setErrors] = useState<SettingsErrors>({})
  const [failure, setFailure] = useState<CallFailure | null>(null)
  const command = useCommand((client, settings: Settings, signal) => client.settings.save(settings, { signal }))
  // What was saved here is newer than what was read before.
  const [readBefore, setReadBefore] = useState(data)
  if (readBefore !== data) {
    setReadBefore(data)
    setSaved(null)
  }
  const base = useMemo(() => {
    const known = saved ?? data
    return known === undefined ? null : formOf(known)
  }, [saved, data])
  const form = useMemo(() => (base === null ? null : (formFromText(typed, base) ?? base)), [base, typed])
  const changed = base === null || form === null ? [] : changedFields(base, form)

  const discard = () => {
    setTyped('')
    setErrors({})
    setFailure(null)
  }
  const refuse = (found: SettingsErrors): readonly SettingsField[] => {
    setErrors(found)
    return refusedFields(found)
  }
  return {
    form,
    errors,
    unread: data === undefined ? error : undefined,
    refresh,
    changed,
    set: (change) => {
      if (form === null || base === null) return
      const next = { ...form, ...change }
      setTyped(changedFields(base, next).length === 0 ? '' : JSON.stringify(next))
      // A field that is mended is no longer refused.
      setErrors((before) => Object.fromEntries(Object.entries(before).filter(([field]) => !(field in change))))
    },
    discard,
    save: async () => {
      if (form === null) return []
      const read = readSettings(form)
      setFailure(null)
      if (!read.ok) return refuse(read.errors)
      const result = await command.run(read.settings)
      if (result.ok) {
        setSaved(result.value)
        discard()
        return []
      }
      const fields = refuse(settingsErrorsFromEngine(fieldsOf(result.failure.details)))
      if (fields.length > 0) return fields
      setFailure(result.failure)
      return null
    },
    busy: command.busy,
    failure,
    off: command.off,
  }
}

const asText = (stored: unknown): string | undefined => (typeof stored === 'string' ? stored : undefined)
