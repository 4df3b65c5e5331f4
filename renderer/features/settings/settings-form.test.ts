import { describe, expect, it } from 'vitest'
import type { Settings } from '../../../engine/contract/settings'
import { changedFields, formFromText, formOf, readSettings, settingsErrorsFromEngine } from './settings-form'

const PLAIN: Settings = { allowedPrivateHosts: [], fileRoots: [], notifications: { failures: true, mutedPipelines: [], quietHours: null }, email: null }
const FULL: Settings = {
  allowedPrivateHosts: ['10.0.0.5', 'nas.local'],
  fileRoots: ['/srv/letters', 'D:\\archive'],
  notifications: { failures: false, mutedPipelines: ['019a0000-0000-7000-8000-000000000001'], quietHours: { from: '22:00', to: '07:00' } },
  email: { host: 'mail.example.com', port: 465, secure: true, user: 'box', password: 'MAIL_PASSWORD', from: 'Signalbox <box@example.com>' },
}

describe('the fields of the settings', () => {
  it.each([PLAIN, FULL])('come back as they went in', (settings) => {
    expect(readSettings(formOf(settings))).toEqual({ ok: true, settings })
  })

  it('forget blank and repeated lines', () => {
    const form = { ...formOf(PLAIN), hosts: ' nas.local \n\nnas.local\n10.0.0.5' }
    expect(readSettings(form)).toMatchObject({ ok: true, settings: { allowedPrivateHosts: ['nas.local', '10.0.0.5'] } })
  })

  it.each([
    [{ quietFrom: '25:00' }, ['quietFrom']],
    [{ quietTo: '22:00' }, ['quietTo']],
    [{ host: ' ' }, ['host']],
    [{ port: '99999' }, ['port']],
    [{ from: 'nobody' }, ['from']],
    [{ hosts: 'a b' }, ['hosts']],
    [{ folders: 'letters' }, ['folders']],
  ])('are refused where they are wrong: %o', (wrong, fields) => {
    const read = readSettings({ ...formOf(FULL), ...wrong })
    expect(read.ok ? [] : Object.keys(read.errors)).toEqual(fields)
  })

  it('are not looked at where they are switched off', () => {
    expect(readSettings({ ...formOf(FULL), email: false, host: '', quiet: false, quietFrom: 'x' })).toMatchObject({
      ok: true,
      settings: { email: null, notifications: { quietHours: null } },
    })
  })

  it('tell which of them were changed', () => {
    expect(changedFields(formOf(PLAIN), { ...formOf(PLAIN), hosts: 'nas.local', failures: false })).toEqual(['failures', 'hosts'])
  })

  it('take the refusals of the engine', () => {
    expect(settingsErrorsFromEngine({ 'allowedPrivateHosts.0': 'No.', 'email.password': 'There is none.', x: 'y' })).toEqual({
      hosts: 'No.',
      password: 'There is none.',
    })
  })

  it('are found again as they were left, and only what fits', () => {
    const base = formOf(PLAIN)
    expect(formFromText(JSON.stringify({ hosts: 'nas.local', failures: 'yes', other: 1 }), base)).toEqual({ ...base, hosts: 'nas.local' })
    expect(formFromText('not json', base)).toBeNull()
    expect(formFromText('', base)).toBeNull()
  })
})
