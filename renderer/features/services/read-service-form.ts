import type { PollSettings, ServiceEntry } from '../../../engine/contract/service'
import { refusals } from '../../lib/field-rules'
import { NEW_SERVICE, type ServiceErrors, type ServiceField, type ServiceForm, wordsIn } from './service-form'
import { entryErrors, jobErrors } from './service-rules'

export type ReadService = { readonly ok: true; readonly entry: ServiceEntry } | { readonly ok: false; readonly errors: ServiceErrors }

/** The entry that the fields describe, or what is wrong with them. `taken`: names that other services have. */
export function readServiceForm(form: ServiceForm, taken: readonly string[]): ReadService {
  const errors = refusals<ServiceField>({ ...entryErrors(form, taken), ...(form.later && jobErrors(form)) })
  if (errors !== null) return { ok: false, errors }
  return {
    ok: true,
    entry: {
      name: form.name.trim(),
      description: form.description.trim(),
      baseUrl: form.baseUrl.trim(),
      method: form.method,
      path: form.path.trim(),
      healthPath: orNull(form.healthPath),
      apiKey: orNull(form.apiKey),
      apiKeyHeader: form.apiKeyHeader.trim(),
      concurrency: Number(form.concurrency),
      timeoutMs: ms(form.timeout),
      leaseTtlMs: ms(form.lease),
      maxAttempts: Number(form.attempts),
      poll: form.later ? pollOf(form) : null,
    },
  }
}

const pollOf = (form: ServiceForm): PollSettings => ({
  job: form.job.trim(),
  statusPath: orNull(form.statusPath),
  status: form.status.trim(),
  done: wordsIn(form.done),
  failed: wordsIn(form.failed),
  result: orNull(form.result),
  error: orNull(form.error),
  intervalMs: ms(form.interval),
  deadlineMs: ms(form.deadline),
  cancel: form.cancelMethod === 'none' ? null : { method: form.cancelMethod, path: orNull(form.cancelPath) },
})

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim())
const ms = (text: string): number => Math.round(Number(text) * 1000)

/** Of the contract, by the fields that hold them. */
const PLACES: Readonly<Record<string, ServiceField>> = {
  timeoutMs: 'timeout',
  leaseTtlMs: 'lease',
  maxAttempts: 'attempts',
  'poll.intervalMs': 'interval',
  'poll.deadlineMs': 'deadline',
  'poll.cancel.path': 'cancelPath',
  'poll.cancel.method': 'cancelMethod',
}

const isField = (name: string): name is ServiceField => Object.hasOwn(NEW_SERVICE, name)

/** The engine's refusals, at the fields of the dialog. */
export function errorsFromEngine(fields: Readonly<Record<string, string>>): ServiceErrors {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([whole, sentence]): [ServiceField, string][] => {
      const path = whole.replace(/^service\./, '')
      const field = PLACES[path] ?? path.replace(/^poll\./, '').replace(/\.\d+$/, '')
      return isField(field) ? [[field, sentence]] : []
    }),
  )
}
