import { describe, expect, it } from 'vitest'
import type { ServiceEntry } from '../../../engine/contract/service'
import { errorsFromEngine, readServiceForm } from './read-service-form'
import { formOfService, NEW_SERVICE, type ServiceForm } from './service-form'

const ENTRY: ServiceEntry = {
  name: 'mailer',
  description: 'Sends mail',
  baseUrl: 'https://mail.example.com/v1',
  method: 'PUT',
  path: '/send',
  concurrency: 12,
  timeoutMs: 2500,
  leaseTtlMs: 90_000,
  maxAttempts: 5,
  healthPath: null,
  apiKey: 'MAIL_KEY',
  apiKeyHeader: 'X-Api-Key',
  poll: null,
}
const JOBS: ServiceEntry = {
  ...ENTRY,
  healthPath: '/health',
  apiKey: null,
  poll: {
    job: 'data.id',
    statusPath: null,
    status: 'state',
    done: ['DONE', 'OK'],
    failed: [],
    result: 'result.url',
    error: null,
    intervalMs: 1500,
    deadlineMs: 600_000,
    cancel: { method: 'DELETE', path: null },
  },
}
const filled: ServiceForm = { ...NEW_SERVICE, name: 'mailer', baseUrl: 'http://mailer:8080' }
const errorsOf = (change: Partial<ServiceForm>, taken: readonly string[] = []) => {
  const read = readServiceForm({ ...filled, ...change }, taken)
  return read.ok ? {} : read.errors
}

describe('the fields of a service', () => {
  it.each([ENTRY, JOBS])('come back as they went in', (entry) => {
    expect(readServiceForm(formOfService(entry), [])).toEqual({ ok: true, entry })
  })

  it('need a name and an address, and nothing more', () => {
    expect(readServiceForm(NEW_SERVICE, [])).toMatchObject({ ok: false, errors: { name: expect.anything(), baseUrl: expect.anything() } })
    expect(errorsOf({})).toEqual({})
  })

  it.each([
    ['name', { name: 'e mail' }],
    ['name', { name: 'taken' }],
    ['baseUrl', { baseUrl: 'mailer:8080' }],
    ['baseUrl', { baseUrl: 'http://mailer/?a=1' }],
    ['baseUrl', { baseUrl: 'http://me:word@mailer' }],
    ['path', { path: 'send' }],
    ['path', { path: '' }],
    ['healthPath', { healthPath: 'health' }],
    ['apiKeyHeader', { apiKeyHeader: 'a b' }],
    ['concurrency', { concurrency: '0' }],
    ['concurrency', { concurrency: '1001' }],
    ['concurrency', { concurrency: '1.5' }],
    ['timeout', { timeout: '' }],
    ['timeout', { timeout: 'soon' }],
    ['attempts', { attempts: '101' }],
    ['lease', { lease: '0' }],
    ['job', { later: true, job: '' }],
    ['statusPath', { later: true, statusPath: '/jobs' }],
    ['done', { later: true, done: ' , ' }],
    ['interval', { later: true, interval: '0' }],
    ['deadline', { later: true, deadline: '90000' }],
    ['cancelPath', { later: true, cancelMethod: 'POST', cancelPath: '/stop' }],
  ] as const)('refuse at %s %j', (field, change) => {
    expect(Object.keys(errorsOf(change, ['taken']))).toEqual([field])
  })

  it('of a job are not looked at when it answers at once', () => {
    expect(errorsOf({ later: false, job: '', done: '' })).toEqual({})
  })
})

it('what the engine refuses comes to the field that holds it', () => {
  expect(
    errorsFromEngine({ 'service.apiKeyHeader': 'A', 'service.timeoutMs': 'B', 'service.poll.done.0': 'C', 'service.poll.cancel.path': 'D', other: 'E' }),
  ).toEqual({
    apiKeyHeader: 'A',
    timeout: 'B',
    done: 'C',
    cancelPath: 'D',
  })
})
