import { describe, expect, it } from 'vitest'
import type { Settings } from '../../../engine/contract/settings'
import { changedFields, formFromText, formOf, readSettings, refusedFields, SECTION_OF, settingsErrorsFromEngine } from './settings-form'

const PLAIN: Settings = { allowedPrivateHosts: [], fileRoots: [], notifications: { failures: true, mutedPipelines: [], quietHours: null }, email: null, history: { days: null, runsPerPipeline: null } }
const FULL: Settings = {
  allowedPrivateHosts: ['10.0.0.5', 'nas.local'],
  fileRoots: ['/srv/letters', 'D:\\archive'],
  notifications: { failures: false, mutedPipelines: ['019a0000-0000-7000-8000-000000000001'], quietHours: { from: '22:00', to: '07:00' } },
  email: { host: 'mail.example.com', port: 465, secure: true, user: 'box', password: 'MAIL_PASSWORD', from: 'Signalbox <box@example.com>' },
  history: { days: 30, runsPerPipeline: 1000 },
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
    [{ keepDays: '0' }, ['keepDays']],
    [{ keepRuns: '1.5' }, ['keepRuns']],
  ])('are refused where they are wrong: %o', (wrong, fields) => {
    const read = readSettings({ ...formOf(FULL), ...wrong })
    expect(read.ok ? [] : Object.keys(read.errors)).toEqual(fields)
  })

  it.each([
    [{ keepDays: '', keepRuns: ' ' }, { days: null, runsPerPipeline: null }],
    [{ keepDays: ' 36500 ', keepRuns: '10000000' }, { days: 36_500, runsPerPipeline: 10_000_000 }],
  ])('bound what is kept of history, or do not: %o', (typed, history) => {
    expect(readSettings({ ...formOf(FULL), ...typed })).toMatchObject({ ok: true, settings: { history } })
  })

  it.each(['0', '-1', '2.5', 'a week', '36501'])('take no %s for days to keep', (keepDays) => {
    const read = readSettings({ ...formOf(PLAIN), keepDays })
    expect(read.ok ? [] : Object.keys(read.errors)).toEqual(['keepDays'])
  })

  it('are all found again when they were refused: nothing is called saved that was not', () => {
    const all = Object.fromEntries(Object.keys(SECTION_OF).map((field) => [field, 'No.']))
    expect(refusedFields(all)).toEqual(Object.keys(SECTION_OF))
    expect(refusedFields({ keepRuns: 'No.', port: 'No.' })).toEqual(['port', 'keepRuns'])
  })

  it('take the refusals of history where its fields are', () => {
    expect(settingsErrorsFromEngine({ 'history.days': 'No.', 'history.runsPerPipeline': 'No more.' })).toEqual({ keepDays: 'No.', keepRuns: 'No more.' })
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
