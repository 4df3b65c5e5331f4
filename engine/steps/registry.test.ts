import { readFile } from 'node:fs/promises'
import { afterAll, describe, expect, it } from 'vitest'
import { parsePipeline } from '../core/pipelines/parse-pipeline'
import { workerSources } from '../testing/engine-harness'
import { createIdleStepKinds } from './idle-step-kinds'

const { kinds, close } = createIdleStepKinds(workerSources)
afterAll(close)

const indented = (text: string): string => text.replace(/^/gm, '  ')

describe('the registry', () => {
  it('knows every kind by its name', () => {
    expect([...kinds.keys()]).toEqual(['shell', 'script', 'file', 'object', 'chunk', 'validate', 'wait', 'approval', 'pipeline', 'http', 'service', 'llm', 'embed', 'vector', 'notify'])
    for (const [name, kind] of kinds) expect(kind.kind).toBe(name)
  })

  it.each([...kinds.values()])('the example of $kind is a step that a pipeline can hold', ({ example }) => {
    const before = ['orders', 'parse', 'draft'].filter((id) => !example.startsWith(`- id: ${id}\n`)).map((id) => `  - { id: ${id}, uses: wait, with: { for: 1s } }`)
    const step = indented(example)
      .replace('\n    uses: ', `\n    needs: [${['orders', 'parse', 'draft'].filter((id) => !example.startsWith(`- id: ${id}\n`)).join(', ')}]\n    uses: `)
    const { problems } = parsePipeline(
      `name: example\ninputs: { count: { type: integer, default: 1 }, document: { type: string, default: a }, readers: { type: integer, default: 1 }, order: { type: string, default: a } }\nsteps:\n${before.join('\n')}\n${step}\n`,
      kinds,
    )
    expect(problems).toEqual([])
  })

  it.each(['document-digest', 'research-brief'])('the sample pipeline %s has no problems', async (name) => {
    const text = await readFile(new URL(`../../resources/examples/${name}/pipeline.yaml`, import.meta.url), 'utf8')
    expect(parsePipeline(text, kinds).problems).toEqual([])
  })
})
