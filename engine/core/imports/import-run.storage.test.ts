import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type EngineHarness, startEngine } from '../../testing/engine-harness'
import { importSample } from '../../testing/import-samples'

const LETTERS = `number,sender,place,reply_to,pages,language
1,"de Vries, Dr",Delft,vries@example.com,12,nl
2,Jansen,Breda,jansen@example.com,2,nl
3,Martin,Lille,martin@example.com,7,fr
4,"Dirk ""D""",Gouda,dirk@example.com,3,nl
`

let harness: EngineHarness
let folder: string

beforeAll(async () => {
  harness = await startEngine({ behaviours: {} })
  folder = await mkdtemp(join(tmpdir(), 'signalbox-import-'))
  await writeFile(join(folder, 'letters.csv'), LETTERS)
})
afterAll(async () => {
  await harness.stop()
  await rm(folder, { recursive: true, force: true })
})

describe('an imported stage file', () => {
  it('is previewed without being stored, and then reads, checks, filters, renames and writes as it did', async () => {
    const { client } = harness.engine
    const { text, format, validation, report } = await client.pipelines.previewImport({ text: importSample('stage-file').source })
    expect({ format, problems: validation.problems, steps: validation.graph?.steps.length }).toEqual({ format: 'flexiroaster', problems: [], steps: 6 })
    expect(report.length).toBeGreaterThan(0)
    expect((await client.pipelines.list()).items).toEqual([])

    const { name } = await client.pipelines.save({ text, folder })
    const { runId } = await client.runs.start({ pipeline: name, input: {} })
    expect(await harness.ended(runId)).toMatchObject({ status: 'succeeded' })
    expect(await readFile(join(folder, 'print/letters.csv'), 'utf8')).toBe(
      'number,von,ort,reply_to,pages,language\n1,"de Vries, Dr",Delft,vries@example.com,12,nl\n4,"Dirk ""D""",Gouda,dirk@example.com,3,nl\n',
    )
  })

  it('fails where its rules are broken', async () => {
    const { client } = harness.engine
    await writeFile(join(folder, 'letters.csv'), LETTERS.replace('martin@example.com', 'nowhere'))
    const { runId } = await client.runs.start({ pipeline: 'harbour letters', input: {} })
    expect(await harness.ended(runId)).toMatchObject({ status: 'failed', error: { message: expect.stringContaining('/2/reply_to') } })
  })

  it('refuses what cannot be read, with its code', async () => {
    await expect(harness.engine.client.pipelines.previewImport({ text: 'stages: [' })).rejects.toMatchObject({
      code: 'pipeline_invalid',
      data: { problems: [{ line: 1 }] },
    })
    await expect(harness.engine.client.pipelines.previewImport({ text: 'hello' })).rejects.toMatchObject({ code: 'import_not_recognised' })
  })
})
