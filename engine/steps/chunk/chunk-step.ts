import * as z from 'zod'
import { EngineError } from '../../core/shared/engine-error'
import type { DocumentPool } from '../../connectors/documents/document-pool'
import { chunksAt, countOf, cutText } from '../../connectors/documents/split-text'
import type { StepKind } from '../../ports/step-kind'
import { defineStep } from '../define-step'

const MAX_TEXT = 16 * 1024 * 1024
const MAX_CHUNKS = 100_000
/** Characters that are split at once, in about 4 ms; a longer text is split on a thread. */
const MAX_AT_ONCE = 64 * 1024

const section = z.object({ title: z.string().max(10_000), start: z.int().min(0) })

export const chunkConfig = z
  .strictObject({
    text: z.string().max(MAX_TEXT).describe('The text to cut.'),
    sections: z
      .array(section)
      .max(100_000)
      .default([])
      .describe('Where sections start, as `file` with `action: parse` gives them; a chunk never reaches over one.'),
    max_tokens: z.int().min(16).max(100_000).default(400).describe('Size of a chunk, in estimated tokens.'),
    overlap_tokens: z.int().min(0).max(50_000).default(40).describe('How much of the end of a chunk the next one begins with.'),
  })
  .refine((config) => config.overlap_tokens <= config.max_tokens / 2, {
    path: ['overlap_tokens'],
    message: '`overlap_tokens` can be half of `max_tokens` at most.',
  })

const chunk = z.object({ index: z.int(), start: z.int(), end: z.int(), text: z.string(), tokens: z.int(), section: z.string().nullable() })

const chunkOutput = z.object({ chunks: z.array(chunk), count: z.int(), tokens: z.int().describe('Estimated tokens of the whole text.') })

export const chunkStep = (threads: DocumentPool): StepKind<z.output<typeof chunkConfig>> =>
  defineStep({
    kind: 'chunk',
    title: 'Split a text',
    summary:
      'Cuts a text into chunks for search or a model: at section starts, else between paragraphs, sentences or words, with an overlap and with the offsets of each chunk (`text.slice(start, end)`), which together cover the text. Tokens are estimated: one per six letters or digits of a word begun, one per character of scripts without blanks, one per other sign.',
    example: `- id: chunks
  uses: chunk
  with:
    text: "\${{ steps.parse.output.text }}"
    sections: "\${{ steps.parse.output.sections }}"
    max_tokens: 400
    overlap_tokens: 40`,
    config: chunkConfig,
    output: chunkOutput,
    defaults: { timeoutMs: 60_000, queue: 'default', onLost: 'retry' },
    async run({ text, sections, max_tokens: maxTokens, overlap_tokens: overlapTokens }, { signal }) {
      signal.throwIfAborted()
      const options = { maxTokens, overlapTokens, sections }
      const cuts = text.length <= MAX_AT_ONCE ? cutText(text, options) : await threads.split(text, options, signal)
      const count = countOf(cuts)
      if (count > MAX_CHUNKS) throw new EngineError('output_too_large', `The text makes ${count} chunks; ${MAX_CHUNKS} is the most. Make them larger with max_tokens.`)
      return { kind: 'succeeded', output: { chunks: chunksAt(text, sections, cuts).map((each) => ({ ...each })), count, tokens: cuts.tokens } }
    },
  })
