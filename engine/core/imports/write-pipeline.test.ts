import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { writePipeline } from './write-pipeline'

const described = (description: string): string =>
  writePipeline({ name: 'notes', description, version: null, inputs: new Map(), steps: [], outputs: new Map() }, [])

describe('a text in a written pipeline', () => {
  it.each([
    ['stands as it is', 'reads notes', 'reads notes'],
    ['is quoted where it holds an expression', 'reads ${{ inputs.name }}', '"reads ${{ inputs.name }}"'],
    ['is a block where it has lines', 'reads\nwrites\n', '|\n  reads\n  writes'],
    ['is quoted and escaped where it begins with a blank', ' reads\nwrites', '" reads\\nwrites"'],
    ['is quoted and escaped where a line ends in a blank', 'reads \nwrites', '"reads\\ \\nwrites"'],
    ['is quoted and escaped where it ends in empty lines', 'reads\n\n', '"reads\\n\\n"'],
    ['is quoted and escaped where it holds what cannot be seen', 'reads\u0007', '"reads\\a"'],
    ['is quoted and escaped where it holds half of a character', 'reads \ud800', '"reads \\ud800"'],
  ])('%s', (_, text, written) => {
    const file = described(text)
    expect(file).toContain(`\ndescription: ${written}\n`)
    expect(parse(file)).toMatchObject({ description: text })
  })
})
