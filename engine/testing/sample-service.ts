import { DEFAULT_KEY_HEADER, type PollSettings, type ServiceEntry } from '../contract/service'

/** A service that answers at once, but for what a test says. */
export const sampleService = (change: Partial<ServiceEntry> & Pick<ServiceEntry, 'name' | 'baseUrl'>): ServiceEntry => ({
  description: '',
  method: 'POST',
  path: '/run',
  concurrency: 1,
  timeoutMs: 5000,
  leaseTtlMs: 60_000,
  maxAttempts: 3,
  healthPath: '/health',
  apiKey: null,
  apiKeyHeader: DEFAULT_KEY_HEADER,
  poll: null,
  ...change,
})

/** For a service that takes jobs, as most of them are. */
export const samplePoll = (change: Partial<PollSettings> = {}): PollSettings => ({
  job: 'job_id',
  statusPath: '/jobs/{id}',
  status: 'status',
  done: ['done'],
  failed: ['failed'],
  result: 'result',
  error: 'error',
  intervalMs: 100,
  deadlineMs: 60_000,
  cancel: null,
  ...change,
})
