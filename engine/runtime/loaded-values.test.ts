import { expect, it } from 'vitest'
import { LoadedValues } from './loaded-values'

/** Counts how often each value is read. */
function reader() {
  const reads: string[] = []
  return { reads, of: (name: string) => async () => (reads.push(name), [name]) }
}

it('reads a value once, however many ask for it at the same time or later', async () => {
  const values = new LoadedValues(100)
  const { reads, of } = reader()
  const [first, second] = await Promise.all([values.get('a', 60, of('a')), values.get('a', 60, of('a'))])
  expect(second).toBe(first)
  expect(await values.get('a', 60, of('a'))).toBe(first)
  expect(reads).toEqual(['a'])
})

it('gives up what was not asked for longest', async () => {
  const values = new LoadedValues(100)
  const { reads, of } = reader()
  for (const name of ['a', 'b', 'a', 'c', 'a', 'b']) await values.get(name, 40, of(name))
  expect(reads).toEqual(['a', 'b', 'c', 'b'])
})

it('does not keep what is larger than all of it', async () => {
  const values = new LoadedValues(100)
  const { reads, of } = reader()
  for (const name of ['small', 'large', 'large', 'small']) await values.get(name, name === 'large' ? 101 : 60, of(name))
  expect(reads).toEqual(['small', 'large', 'large'])
})

it('asks again for what could not be read', async () => {
  const values = new LoadedValues(100)
  await expect(values.get('a', 1, () => Promise.reject(new Error('no such file')))).rejects.toThrow('no such file')
  expect(await values.get('a', 1, async () => 'back')).toBe('back')
})
