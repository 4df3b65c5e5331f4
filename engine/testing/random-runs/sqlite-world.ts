import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { PipelineSpec } from '../../core/pipelines/spec'
import { openDatabase } from '../../storage/open-database'
import { RunPlans } from '../../usecases/run-plans'
import { readRows } from '../history/read-rows'
import type { World } from './world'

/** The real stores, in a database file of its own; for one run. */
export async function sqliteWorld(spec: PipelineSpec): Promise<World & { close(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-random-'))
  const file = join(folder, 'signalbox.db')
  const { unitOfWork, read, close } = await openDatabase({ file })
  await unitOfWork.run(async (tx) => {
    await tx.pipelines.insert({
      id: 'pipeline',
      name: spec.name,
      description: '',
      currentVersion: 1,
      folder: '/',
      stepsTotal: spec.steps.length,
      createdAt: 0,
      updatedAt: 0,
    })
    await tx.pipelines.insertVersion({ id: 'version', pipelineId: 'pipeline', number: 1, text: '', spec, hash: '', folder: '/', createdAt: 0 })
  })
  const onlooker = new Database(file, { readonly: true })
  return {
    pipeline: spec.name,
    plans: new RunPlans(read),
    run: (work) => unitOfWork.run(work),
    async rows() {
      const [rows] = readRows(onlooker)
      if (rows === undefined) throw new Error('no run was started')
      return rows
    },
    async close() {
      onlooker.close()
      await close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
