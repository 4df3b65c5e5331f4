import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { toEngineError } from '../core/shared/engine-error'
import type { Logger } from '../ports/logger'

export interface ExampleTarget {
  readonly dataFolder: string
  pipelineFolder(name: string): string
  save(text: string): Promise<{ name: string }>
  readonly logger: Logger
}

/**
 * Puts each example pipeline, with its files, into the data folder the first time this folder meets it; what a person
 * changed or removed afterwards stays so.
 */
export async function addExamples(examplesFolder: string, { dataFolder, pipelineFolder, save, logger }: ExampleTarget): Promise<void> {
  const note = join(dataFolder, 'examples.json')
  const added = new Set(await readNote(note))
  for (const entry of await readdir(examplesFolder, { withFileTypes: true })) {
    if (!entry.isDirectory() || added.has(entry.name)) continue
    const source = join(examplesFolder, entry.name)
    try {
      const text = await readFile(join(source, 'pipeline.yaml'), 'utf8')
      const target = pipelineFolder(entry.name)
      await mkdir(target, { recursive: true })
      await cp(source, target, { recursive: true, force: false })
      await save(text)
      added.add(entry.name)
    } catch (thrown) {
      logger.warn('example could not be added', { example: entry.name, reason: toEngineError(thrown).message })
    }
  }
  await writeFile(note, JSON.stringify([...added]))
}

async function readNote(note: string): Promise<readonly string[]> {
  try {
    const names: unknown = JSON.parse(await readFile(note, 'utf8'))
    return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : []
  } catch {
    // The first start.
    return []
  }
}
