import { expect, it } from 'vitest'
import type { PipelineInput } from '../contract/pipeline'
import { givenInputs, inputPair, readInputFile } from './given-inputs'

const input = (name: string, type: PipelineInput['type'], required = false): PipelineInput => ({
  name,
  type,
  required,
  description: '',
  default: null,
  options: null,
})
const inputs = [input('city', 'string', true), input('days', 'integer'), input('tags', 'array'), input('dry', 'boolean')]
const pairs = (...texts: string[]) => texts.map(inputPair)

it('reads texts by the types that the pipeline declares', () => {
  expect(givenInputs(inputs, {}, pairs('city=007', 'days=7', 'tags=["a=b"]', 'dry=true'))).toEqual({ city: '007', days: 7, tags: ['a=b'], dry: true })
})

it('lets the command line win over the file', () => {
  expect(givenInputs(inputs, readInputFile('city: Oslo\ndays: 3\n'), pairs('city=Bergen'))).toEqual({ city: 'Bergen', days: 3 })
})

it('says everything that is wrong before anything is stored', () => {
  expect(() => givenInputs(inputs, {}, pairs('city=Oslo', 'days=x', 'dry=maybe'))).toThrow('`days` must be a whole number. `dry` must be true or false.')
  expect(() => givenInputs(inputs, {}, [])).toThrow('`city` is required.')
  expect(() => givenInputs(inputs, {}, pairs('city=Oslo', 'dyas=1'))).toThrow('There is no input `dyas`. Did you mean `days`?')
})

it('refuses a pair without a name or a sign, and a file that is no map', () => {
  expect(() => inputPair('city')).toThrow('--input city=Oslo')
  expect(() => inputPair('=Oslo')).toThrow('neither')
  expect(() => readInputFile('- a\n')).toThrow('names and values')
  expect(() => readInputFile('a: [')).toThrow('cannot be read')
})
