import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { PipelineSpec } from '../../core/pipelines/spec'
import { openDatabase } from '../../storage/open-database'
import { RunPlans, type Dispatch } from '../../usecases/run-plans'
import { workerSources } from '../engine-harness'
import { makeRigFolder } from '../faults/make-rig-folder'
import { rowsReader } from '../history/read-rows'
import type { RunRows } from '../history/rows'
import { writeMigratedFile } from '../migrated-file'
import type { World } from './world'

export interface SqliteWorldOptions {
  /** Every commit also holds works that write and then throw. */
  readonly spoiled?: boolean
  /** A thread of its own writes, as in the app. */
  readonly thread?: boolean
}

/** The real stores, in a database file of its own. */
export async function sqliteWorld(
  specs: readonly PipelineSpec[],
  dispatch: Dispatch,
  { spoiled = false, thread = false }: SqliteWorldOptions = {},
): Promise<World> {
  const folder = makeRigFolder()
  const file = join(folder, 'signalbox.db')
  await writeMigratedFile(file)
  const { unitOfWork, read, close } = await openDatabase({ file, ...(thread && { writeWorker: workerSources.writes, awaitsWriter: true }) })
  for (const spec of specs)
    await unitOfWork.run(async (tx) => {
      const { name, steps } = spec
      await tx.pipelines.insert({ id: name, name, description: '', currentVersion: 1, folder: '/', stepsTotal: steps.length, createdAt: 0, updatedAt: 0 })
      await tx.pipelines.insertVersion({ id: `${name}-1`, pipelineId: name, number: 1, text: '', spec, hash: '', folder: '/', createdAt: 0 })
    })
  const spoil = () =>
    void unitOfWork
      .run(async (tx) => {
        await tx.steps.insert({
          id: 'spoilt',
          runId: 'spoilt',
          stepId: 'spoilt',
          itemIndex: null,
          parentId: null,
          kind: 'probe',
          remainingNeeds: 0,
          item: undefined,
        })
        await tx.events.append('spoilt', { type: 'run.cancel_requested', seq: 1, at: 0 })
        throw new Error('thrown on purpose')
      })
      .catch(() => undefined)
  const onlooker = new Database(file, { readonly: true })
  const readRows = rowsReader(onlooker)
  // Changes with each commit of others.
  const dataVersion = onlooker.prepare('pragma data_version').pluck()
  let version: unknown = null
  let known: readonly RunRows[] = []
  return {
    plans: new RunPlans(read, dispatch),
    read,
    run(work) {
      if (spoiled) spoil()
      const done = unitOfWork.run(work)
      if (spoiled) spoil()
      return done
    },
    async rows() {
      const before = version
      version = dataVersion.get()
      if (version !== before) known = [...readRows()]
      return known
    },
    async close() {
      onlooker.close()
      await close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
