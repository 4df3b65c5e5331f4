import { describe, expect, it } from 'vitest'
import { addressFrom, jobPath, serviceUrl } from './service-address'

const at = (baseUrl: string) => ({ name: 'video', baseUrl })
const refused = expect.objectContaining({ code: 'address_refused' })

describe('the address of a path', () => {
  it.each([
    ['http://video:8080', '/jobs', 'http://video:8080/jobs'],
    ['http://video:8080/', '/jobs?wait=1', 'http://video:8080/jobs?wait=1'],
    ['https://video/api/v1//', '/jobs', 'https://video/api/v1/jobs'],
    ['https://video/api', '/a/../b', 'https://video/api/b'],
    ['https://video', '//evil.example/x', 'https://video//evil.example/x'],
  ])('%s with %s is %s', (baseUrl, path, url) => {
    expect(serviceUrl(at(baseUrl), path)).toBe(url)
  })

  it.each([
    ['https://video/api', '/../admin'],
    ['https://video/api', '/%2e%2e/admin'],
    ['https://video/api', '/a/../../apix'],
    ['https://video/api', '/..'],
    ['https://video', ':99/x'],
    ['https://video', '.evil.example/x'],
    ['https://video', '@evil.example/x'],
  ])('%s with %s leads out of it', (baseUrl, path) => {
    expect(() => serviceUrl(at(baseUrl), path)).toThrow(refused)
  })
})

describe('an address that a service gives', () => {
  it.each([
    ['/status/7', 'https://video/status/7'],
    ['status/7', 'https://video/api/status/7'],
    ['https://video/elsewhere', 'https://video/elsewhere'],
    ['https://video:443/elsewhere', 'https://video/elsewhere'],
  ])('%s is %s', (given, url) => {
    expect(addressFrom(at('https://video/api'), given)).toBe(url)
  })

  it.each(['https://evil.example/status', '//evil.example/status', 'http://video/status', 'https://video:8443/', 'https://video.evil.example/', 'javascript:1', 'http://['])('%s is not asked', (given) => {
    expect(() => addressFrom(at('https://video/api'), given)).toThrow(refused)
  })
})

describe('the path of a job', () => {
  it('holds its id and nothing more', () => {
    expect(jobPath(at('https://video'), '/jobs/{id}/log?of={id}', 'a/../b?c')).toBe('/jobs/a%2F..%2Fb%3Fc/log?of=a%2F..%2Fb%3Fc')
  })

  it.each(['.', '..'])('cannot hold %s', (id) => {
    expect(() => jobPath(at('https://video'), '/jobs/{id}', id)).toThrow(expect.objectContaining({ code: 'response_invalid' }))
  })
})
