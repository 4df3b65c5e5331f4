import * as z from 'zod'
import { EngineError } from '../../core/shared/engine-error'
import { defineStep } from '../define-step'
import { splitText } from './split-text'

const MAX_TEXT = 16 * 1024 * 1024
const MAX_CHUNKS = 100_000

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

export const chunkStep = defineStep({
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
  output: z.object({ chunks: z.array(chunk), count: z.int(), tokens: z.int().describe('Estimated tokens of the whole text.') }),
  defaults: { timeoutMs: 60_000, queue: 'default', onLost: 'retry' },
  async run(config, context) {
    context.signal.throwIfAborted()
    const { chunks, tokens } = splitText(config.text, { maxTokens: config.max_tokens, overlapTokens: config.overlap_tokens, sections: config.sections })
    if (chunks.length > MAX_CHUNKS)
      throw new EngineError('output_too_large', `The text makes ${chunks.length} chunks; ${MAX_CHUNKS} is the most. Make them larger with max_tokens.`)
    return { kind: 'succeeded', output: { chunks: chunks.map((each) => ({ ...each })), count: chunks.length, tokens } }
  },
})
