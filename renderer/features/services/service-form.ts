import type { PollSettings, ServiceEntry } from '../../../engine/contract/service'

/** The dialog's fields, as typed. Times are seconds; words stand with commas between them. */
export interface ServiceForm {
  readonly name: string
  readonly description: string
  readonly baseUrl: string
  readonly method: ServiceEntry['method']
  readonly path: string
  readonly healthPath: string
  /** Empty: none is asked for. */
  readonly apiKey: string
  readonly apiKeyHeader: string
  readonly concurrency: string
  readonly timeout: string
  readonly attempts: string
  readonly lease: string
  /** It takes a job and works on it afterwards. */
  readonly later: boolean
  readonly job: string
  /** Empty: the reply names the address of the status. */
  readonly statusPath: string
  readonly status: string
  readonly done: string
  readonly failed: string
  readonly result: string
  readonly error: string
  readonly interval: string
  readonly deadline: string
  readonly cancelMethod: 'none' | NonNullable<PollSettings['cancel']>['method']
  readonly cancelPath: string
}

export type ServiceField = keyof ServiceForm
export type ServiceErrors = Partial<Record<ServiceField, string | undefined>>

export const NEW_SERVICE: ServiceForm = {
  name: '',
  description: '',
  baseUrl: '',
  method: 'POST',
  path: '/',
  healthPath: '/health',
  apiKey: '',
  apiKeyHeader: 'INTERNAL_API_KEY',
  concurrency: '4',
  timeout: '30',
  attempts: '3',
  lease: '60',
  later: false,
  job: 'job_id',
  statusPath: '/jobs/{id}',
  status: 'status',
  done: 'done, completed, succeeded',
  failed: 'failed, error, cancelled',
  result: '',
  error: 'error',
  interval: '2',
  deadline: '1800',
  cancelMethod: 'none',
  cancelPath: '',
}

const seconds = (ms: number): string => String(ms / 1000)

export const formOfService = ({ poll, ...service }: ServiceEntry): ServiceForm => ({
  ...NEW_SERVICE,
  name: service.name,
  description: service.description,
  baseUrl: service.baseUrl,
  method: service.method,
  path: service.path,
  healthPath: service.healthPath ?? '',
  apiKey: service.apiKey ?? '',
  apiKeyHeader: service.apiKeyHeader,
  concurrency: String(service.concurrency),
  timeout: seconds(service.timeoutMs),
  attempts: String(service.maxAttempts),
  lease: seconds(service.leaseTtlMs),
  ...(poll !== null && formOfPoll(poll)),
})

const formOfPoll = (poll: PollSettings) => ({
  later: true,
  job: poll.job,
  statusPath: poll.statusPath ?? '',
  status: poll.status,
  done: poll.done.join(', '),
  failed: poll.failed.join(', '),
  result: poll.result ?? '',
  error: poll.error ?? '',
  interval: seconds(poll.intervalMs),
  deadline: seconds(poll.deadlineMs),
  cancelMethod: poll.cancel?.method ?? ('none' as const),
  cancelPath: poll.cancel?.path ?? '',
})

export const wordsIn = (text: string): string[] =>
  text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')
