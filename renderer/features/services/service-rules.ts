import { type Rule, webAddress } from '../../lib/field-rules'
import { type ServiceErrors, type ServiceForm, wordsIn } from './service-form'

const path: Rule = (value) => (/^\/[^\s#\\]*$/.test(value.trim()) ? undefined : 'A path begins with / and holds neither spaces nor # nor \\.')
const pathOrNone: Rule = (value) => (value.trim() === '' ? undefined : path(value))
const jobPathOrNone: Rule = (value) =>
  pathOrNone(value) ?? (value.trim() === '' || value.includes('{id}') ? undefined : 'Say by {id} where the id of the job goes.')
const place: Rule = (value) =>
  /^[^\s.]+(?:\.[^\s.]+)*$/.test(value.trim()) ? undefined : 'A place in a reply is written as keys with dots between them: job.id'
const placeOrNone: Rule = (value) => (value.trim() === '' ? undefined : place(value))

const whole =
  (most: number): Rule =>
  (value) => {
    const number = Number(value.trim())
    return value.trim() !== '' && Number.isInteger(number) && number >= 1 && number <= most
      ? undefined
      : `A whole number from 1 to ${most.toLocaleString('en-GB')}.`
  }

const span =
  (least: number, most: number): Rule =>
  (value) => {
    const number = Number(value.trim())
    return value.trim() !== '' && number >= least && number <= most ? undefined : `From ${least} to ${most.toLocaleString('en-GB')} seconds.`
  }

/** What is wrong with a service. `taken`: names that others have. */
export const entryErrors = (form: ServiceForm, taken: readonly string[]): ServiceErrors => ({
  name: !/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(form.name.trim())
    ? 'At most 64 letters, digits, dots, dashes and underscores, beginning with a letter or digit.'
    : taken.includes(form.name.trim())
      ? 'Another service has this name.'
      : undefined,
  description: form.description.length > 500 ? 'At most 500 characters.' : undefined,
  baseUrl: webAddress(form.baseUrl) ?? (/[?#@\s]/.test(form.baseUrl.trim()) ? 'The address of a service holds no ?, # or @: paths follow it.' : undefined),
  path: path(form.path),
  healthPath: pathOrNone(form.healthPath),
  apiKeyHeader: /^[A-Za-z0-9_-]{1,64}$/.test(form.apiKeyHeader.trim()) ? undefined : 'The name of a header: letters, digits, dashes and underscores.',
  concurrency: whole(1000)(form.concurrency),
  timeout: span(0.1, 86_400)(form.timeout),
  attempts: whole(100)(form.attempts),
  lease: span(1, 3600)(form.lease),
})

/** What is wrong with how its jobs are followed. */
export const jobErrors = (form: ServiceForm): ServiceErrors => ({
  job: place(form.job),
  statusPath: jobPathOrNone(form.statusPath),
  status: place(form.status),
  done: wordsIn(form.done).length === 0 ? 'At least one word must say that a job is done.' : undefined,
  result: placeOrNone(form.result),
  error: placeOrNone(form.error),
  interval: span(0.1, 3600)(form.interval),
  deadline: span(1, 86_400)(form.deadline),
  cancelPath: form.cancelMethod === 'none' ? undefined : jobPathOrNone(form.cancelPath),
})
