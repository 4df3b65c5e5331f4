import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { type EngineHarness, startEngine } from '../../testing/engine-harness'
import { startModelServer } from '../../testing/model-server/model-server'

/** The pipeline that the guide shows. */
async function guidePipeline(): Promise<string> {
  const guide = await readFile(new URL('../../../docs/guide/README.md', import.meta.url), 'utf8')
  return /```yaml\n(name: handbook_search\n[^]*?)```/.exec(guide)?.[1] ?? ''
}

const HANDBOOK = `# Leave

To ask for leave, write to the harbour office two weeks before.

# Ships

Ships that pass at night are written down in the book of the keeper.

# Kitchen

The kitchen opens at noon; tea is free for everyone.
`

async function engineWith(
  model: string,
): Promise<{ harness: EngineHarness; write(text: string): Promise<void>; server: Awaited<ReturnType<typeof startModelServer>> }> {
  const server = await startModelServer()
  const harness = await startEngine({ behaviours: {} })
  onTestFinished(async () => {
    await harness.stop()
    await server.close()
  })
  await harness.engine.client.models.save({
    model: { name: 'embeddings', provider: 'ollama', baseUrl: server.baseUrls.ollama, model, apiKey: null, price: { input: 1, output: 0 } },
  })
  const folder = join(harness.dataFolder, 'pipelines', 'handbook_search')
  await mkdir(folder, { recursive: true })
  return { harness, server, write: (text) => writeFile(join(folder, 'handbook.md'), text) }
}

it('a document is embedded, stored and searched, again and again', async () => {
  const { harness, write, server } = await engineWith('plain')
  await write(HANDBOOK)
  const text = await guidePipeline()
  const first = await harness.run(text)
  expect(first).toMatchObject({
    status: 'succeeded',
    output: { value: { passages: [expect.stringContaining('To ask for leave'), expect.any(String), expect.any(String)] } },
  })
  const inputTokens = server.embeddings.reduce((sum, each) => sum + each.inputTokens, 0)
  expect(first.usage).toEqual({ inputTokens, outputTokens: 0, estimated: false, usd: expect.closeTo(inputTokens / 1e6, 12) })

  const again = await harness.run(text, { question: 'Who has tea in the kitchen at noon?' })
  expect(again.output).toMatchObject({ value: { passages: [expect.stringContaining('tea is free'), expect.any(String), expect.any(String)] } })

  await write('# Ships\n\nOnly ships are left in this book.\n')
  const shorter = await harness.run(text)
  expect(shorter.output).toMatchObject({ value: { passages: [expect.stringContaining('Only ships')] } })
})

it('a provider that fails every first time holds nothing up for good', async () => {
  const { harness, write, server } = await engineWith('fault-500-once')
  await write(HANDBOOK)
  const run = await harness.run(await guidePipeline())
  expect(run).toMatchObject({ status: 'succeeded' })
  expect(server.embeddings).toHaveLength(4)
})
