import { describe, expect, it } from 'vitest'
import { EngineError } from '../core/shared/engine-error'
import type { Masker } from '../ports/secrets'
import { plantedSecrets, refuseSecretsInInput } from './secrets'

const mask = (text: string) => text.replaceAll('sesame-open', '•••')
const masker: Masker = { isIdle: false, mask, stream: () => ({ push: mask, end: () => '' }) }

const refusal = (input: Parameters<typeof refuseSecretsInInput>[0]) => {
  try {
    refuseSecretsInInput(input, masker)
    return null
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    return error.toInfo()
  }
}

describe('the value of a secret', () => {
  it('is refused in the inputs of a run, with the place and without the value', () => {
    expect(refusal({ city: 'Rome', options: { tokens: ['a', 'Bearer sesame-open'] } })).toMatchObject({ code: 'input_invalid', message: expect.stringContaining('The input "options.tokens.1" holds'), details: { input: 'options.tokens.1' } })
    expect(refusal({ 'sesame-open': 1 })?.message).toContain('The name of an input holds')
    expect(refusal({ city: 'Rome' })).toBe(null)
  })

  it('is told in the text of a pipeline', () => {
    expect(plantedSecrets('key: sesame-open', masker)).toMatchObject([{ code: 'secret_in_text', line: 1, column: 6 }])
    expect(plantedSecrets('key: ${{ secrets.KEY }}', masker)).toEqual([])
    expect(plantedSecrets('key: sesame-open', { ...masker, isIdle: true })).toEqual([])
  })
})
