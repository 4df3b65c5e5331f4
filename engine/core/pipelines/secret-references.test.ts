import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Json } from '../../contract/json'
import { render, type Scope } from './expressions'
import { isUnder, secretReferences } from './secret-references'

const references = secretReferences('n0nce')
const scope: Scope = {
  inputs: { city: 'Rome' },
  steps: {},
  run: { id: 'r', externalId: 'SBX-1', folder: '/r', startedAt: 0 },
  pipeline: { name: 'p', version: 1, folder: '/p' },
  secret: references.placeholderOf,
}
const template = {
  url: 'https://example.com/${{ inputs.city }}',
  headers: { authorization: 'Bearer ${{ secrets.TOKEN }}', twice: ['${{ secrets.TOKEN }}', '${{secrets.OTHER}}:${{ secrets.TOKEN }}'] },
  n: 1,
  no: null,
}
const rendered = render(template, scope)

describe('secrets on their way to a step', () => {
  it('are shown as references, as people wrote them', () => {
    expect(references.show(rendered)).toEqual({
      ...template,
      url: 'https://example.com/Rome',
      headers: { ...template.headers, twice: ['${{ secrets.TOKEN }}', '${{ secrets.OTHER }}:${{ secrets.TOKEN }}'] },
    })
  })

  it('are told by name, and by the place where one must not stand', () => {
    expect(references.collect(rendered, ['headers'])).toEqual({ names: new Set(['TOKEN', 'OTHER']), misplaced: null })
    expect(references.collect(rendered, ['url', 'headers.twice'])).toEqual({ names: new Set(['TOKEN', 'OTHER']), misplaced: 'headers.authorization' })
    expect(references.collect(template, [])).toEqual({ names: new Set(), misplaced: null })
  })

  it('become their values, whatever is in them', () => {
    const secrets = new Map([
      ['TOKEN', '$& ${{ inputs.city }}'],
      ['OTHER', references.placeholderOf('TOKEN')],
    ])
    expect(references.fill(rendered, secrets)).toEqual({
      url: 'https://example.com/Rome',
      headers: {
        authorization: 'Bearer $& ${{ inputs.city }}',
        twice: ['$& ${{ inputs.city }}', `${references.placeholderOf('TOKEN')}:$& \${{ inputs.city }}`],
      },
      n: 1,
      no: null,
    })
    expect(() => references.fill(rendered, new Map())).toThrow('no value was given for the secret TOKEN')
  })

  it('cannot be forged by data, which does not know the nonce', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.stringMatching(/^[a-z0-9]{1,8}$/), (value, guess) => {
        fc.pre(guess !== 'n0nce')
        const data = { value, forged: secretReferences(guess).placeholderOf('TOKEN'), written: '${{ secrets.TOKEN }}' } as Json
        expect(references.collect(data, [])).toEqual({ names: new Set(), misplaced: null })
        expect(references.fill(data, new Map())).toEqual(data)
        expect(references.show(data)).toEqual(data)
      }),
    )
  })

  it('have no value where no secret may stand', () => {
    const { secret: _secret, ...without } = scope
    expect(() => render('${{ secrets.TOKEN }}', without)).toThrow('there is no `secrets` here')
    expect(() => render('${{ secrets.TOKEN + "x" }}', scope)).toThrow('there is no `secrets` here')
  })
})

it('a place lies under a path that names it, or something that holds it', () => {
  expect([['env', 'A'], ['env'], ['args', 0, 'x'], ['environment'], ['with', 'env'], []].map((path) => isUnder(path, ['env', 'args.0']))).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
  ])
  expect(isUnder(['env.A'], ['env'])).toBe(false)
})
