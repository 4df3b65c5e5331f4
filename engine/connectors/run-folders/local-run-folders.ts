import { mkdir, realpath, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { EngineError } from '../../core/shared/engine-error'
import type { RunFolders } from '../../ports/run-folders'
import type { StepFolders } from '../../ports/step-kind'

/** Where runs have their folders. */
export const runFoldersIn = (dataFolder: string): string => join(dataFolder, 'runs')

/** A pipeline's folder where its file lies, and a folder a run inside the data folder. */
export class LocalRunFolders implements RunFolders {
  readonly #dataFolder: string
  readonly #roots: () => Promise<readonly string[]>
  readonly #made = new Set<string>()

  /** `dataFolder` is absolute, its links resolved; `roots` gives further folders, absolute, asked at each use. */
  constructor(dataFolder: string, roots: () => Promise<readonly string[]>) {
    this.#dataFolder = dataFolder
    this.#roots = roots
  }

  of(runId: string, pipelineFolder: string): StepFolders {
    const run = join(runFoldersIn(this.#dataFolder), runId)
    return { pipeline: pipelineFolder, run, allowed: [pipelineFolder, run] }
  }

  async open(runId: string, pipelineFolder: string, earlierRuns: readonly string[]): Promise<StepFolders> {
    const own = this.of(runId, await this.#resolve(pipelineFolder))
    const earlier = earlierRuns.map((id) => this.of(id, pipelineFolder).run)
    const folders = { ...own, allowed: [...own.allowed, ...earlier, ...(await this.#furtherRoots())] }
    if (this.#made.has(runId)) return folders
    await mkdir(folders.run, { recursive: true })
    if (this.#made.size > 1000) this.#made.clear()
    this.#made.add(runId)
    return folders
  }

  async remove(runId: string): Promise<void> {
    this.#made.delete(runId)
    await rm(join(runFoldersIn(this.#dataFolder), runId), { recursive: true, force: true })
  }

  /** One that is not there, such as a disk that is not plugged in, allows nothing and hinders nothing. */
  async #furtherRoots(): Promise<readonly string[]> {
    const found = await Promise.allSettled((await this.#roots()).map((root) => realpath(root)))
    return found.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
  }

  async #resolve(folder: string): Promise<string> {
    try {
      return await realpath(folder)
    } catch (cause) {
      throw new EngineError('file_not_found', `The pipeline's folder ${folder} is not there any more. Put it back, or save the pipeline again from its new place.`, { cause })
    }
  }
}
