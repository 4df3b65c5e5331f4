import { readFileSync } from 'node:fs'
import { expect } from '@playwright/test'
import * as z from 'zod'
import { corpusFigures } from './independent-figures'

const index = z.object({
  totals: z.looseObject({ documents: z.int(), words: z.int(), sentences: z.int() }),
  documents: z.array(z.looseObject({ name: z.string(), words: z.int(), sentences: z.int(), unique_words: z.int() })),
})

/** Holds what a run of document-digest wrote against figures that were computed apart from it. */
export function checkDigest(indexFile: string, reportFile: string): void {
  const written = index.parse(JSON.parse(readFileSync(indexFile, 'utf8')))
  const expected = corpusFigures()
  const figures = new Map(written.documents.map(({ name, words, sentences, unique_words }) => [name, { words, sentences, uniqueWords: unique_words }]))
  expect(Object.fromEntries(figures)).toEqual(Object.fromEntries(expected))

  const words = [...expected.values()].reduce((sum, figure) => sum + figure.words, 0)
  const sentences = [...expected.values()].reduce((sum, figure) => sum + figure.sentences, 0)
  expect(written.totals).toMatchObject({ documents: expected.size, words, sentences })

  const report = readFileSync(reportFile, 'utf8')
  expect(report).toContain(`${expected.size} documents, ${words.toLocaleString('en')} words`)
  for (const [name, figure] of expected) {
    const { title } = z.object({ title: z.string() }).parse(written.documents.find((document) => document.name === name))
    expect(report).toContain(`| ${title} |`)
    expect(report).toContain(`\`${name}\`, ${figure.words.toLocaleString('en')} words`)
  }
}
