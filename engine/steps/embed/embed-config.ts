import * as z from 'zod'

const MAX_CHARACTERS = 1024 * 1024
const MAX_TEXTS = 100_000
/** The most that OpenAI takes in one request. */
const MAX_BATCH = 2048

const words = z.string().min(1, 'A text to embed cannot be empty.').max(MAX_CHARACTERS)

export const embedConfig = z
  .strictObject({
    model: z.string().min(1).max(64).describe('A name from the roster of models, of one that makes embeddings.'),
    text: words.optional().describe('What to embed.'),
    texts: z.array(words).max(MAX_TEXTS).optional().describe('A list of texts, instead of `text`.'),
    dimensions: z.int().min(1).max(65_535).optional().describe('Length of each vector, for models that can choose; otherwise the own length of the model.'),
    batch_size: z.int().min(1).max(MAX_BATCH).default(64).describe('Texts sent in one request at most.'),
    idle_timeout_ms: z
      .int()
      .min(100)
      .max(3_600_000)
      .default(120_000)
      .describe('How long the provider may send nothing. `timeout` of the step limits the whole.'),
  })
  .refine(({ text, texts }) => (text === undefined) !== (texts === undefined), 'What to embed is either a `text` or `texts`.')
export type EmbedConfig = z.output<typeof embedConfig>
