import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import type { KindRules, RosterName, RosterNames } from '../kind-rules'
import { parsePipeline } from '../parse-pipeline'

const kind = (of: RosterName): KindRules => ({
  config: z.looseObject({}),
  roster: { of, key: 'name' },
  defaults: { timeoutMs: 1000, queue: 'default', onLost: 'retry' },
})
const kinds = new Map([
  ['call', kind('service')],
  ['ask', kind('model')],
])

const warnings = (step: string, rosters?: RosterNames) =>
  parsePipeline(`name: p\nsteps:\n  - { id: a, ${step} }`, kinds, { rosters }).problems.map(({ severity, code, message, column, replacement }) => ({ severity, code, message, column, replacement }))

describe('a name of a roster', () => {
  it('that is not there is warned of, with what was probably meant', () => {
    expect(warnings('uses: call, with: { name: mialer }', { service: ['mailer', 'video'] })).toEqual([
      { severity: 'warning', code: 'unknown_service', message: 'There is no service `mialer`. Did you mean `mailer`?', column: 40, replacement: 'mailer' },
    ])
    expect(warnings('uses: ask, with: { name: fast }', { model: [] })).toEqual([
      { severity: 'warning', code: 'unknown_model', message: 'There is no model `fast`. Add it under Models in the settings before this step runs.', column: 39, replacement: null },
    ])
  })

  it('leaves the file as good as it was', () => {
    expect(parsePipeline('name: p\nsteps:\n  - { id: a, uses: call, with: { name: b } }', kinds, { rosters: { service: [] } }).spec).not.toBeNull()
  })

  it.each([
    ['is there', 'uses: call, with: { name: mailer }', { service: ['mailer'] }],
    ['is known at the run only', 'uses: call, with: { name: "${{ run.id }}" }', { service: ['mailer'] }],
    ['belongs to a roster that nobody knows here', 'uses: call, with: { name: mailer }', { model: [] }],
    ['is missing', 'uses: call', { service: ['mailer'] }],
    ['is no name', 'uses: call, with: { name: [mailer] }', { service: ['mailer'] }],
  ])('is not warned of when it %s', (_, step, rosters) => {
    expect(warnings(step, rosters)).toEqual([])
  })
})
