import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seal, unseal } from './seal'
import { type VaultKey, vaultKeyOf } from './vault-key'

function aKey(bytes: Uint8Array | string = randomBytes(32)): VaultKey {
  const key = vaultKeyOf(bytes, 'file')
  if (key === null) throw new Error('no key')
  return key
}

describe('a sealed secret', () => {
  it('opens with its key and name, whatever the value is', () => {
    const key = aKey()
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (value) => {
        expect(unseal(key, 'NAME', seal(key, 'NAME', value))).toBe(value)
      }),
    )
  })

  it('opens with no other key, and under no other name', () => {
    const key = aKey()
    const sealed = seal(key, 'NAME', 'sesame-open')
    expect([unseal(aKey(), 'NAME', sealed), unseal(key, 'OTHER', sealed)]).toEqual([null, null])
  })

  it('does not open when any part of it was changed', () => {
    const key = aKey()
    const sealed = seal(key, 'NAME', 'sesame-open')
    const changed = [...sealed].map((character, at) => sealed.slice(0, at) + (character === 'A' ? 'B' : 'A') + sealed.slice(at + 1))
    // The last character of base64 may hold bits that nothing reads.
    expect(changed.slice(0, -1).map((text) => unseal(key, 'NAME', text))).toEqual(changed.slice(0, -1).map(() => null))
    expect(['', 'v1', 'v1..', 'v2.a.b', `${sealed}.x`, sealed.slice(0, -8)].map((text) => unseal(key, 'NAME', text))).toEqual(Array.from({ length: 6 }, () => null))
  })

  it('looks different each time', () => {
    const key = aKey()
    expect(new Set([1, 2, 3].map(() => seal(key, 'NAME', 'sesame-open'))).size).toBe(3)
  })
})

describe('a vault key', () => {
  it('is 32 bytes, or base64 of them', () => {
    const bytes = randomBytes(32)
    const same = [bytes, bytes.toString('base64'), `${bytes.toString('base64')}\n`, bytes.toString('base64url')].map((key) => vaultKeyOf(key, 'file'))
    expect(new Set(same.map((key) => key?.id)).size).toBe(1)
    expect(Buffer.from(same[1]?.bytes ?? []).equals(bytes)).toBe(true)
    expect(['', 'short', bytes.subarray(1), `${bytes.toString('base64').slice(0, -1)}!`, bytes.toString('hex')].map((key) => vaultKeyOf(key, 'file'))).toEqual(Array.from({ length: 5 }, () => null))
  })
})
