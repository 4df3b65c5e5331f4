import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { PipelineSpec } from '../../core/pipelines/spec'
import { openDatabase } from '../../storage/open-database'
import { RunPlans } from '../../usecases/run-plans'
import { readRows } from '../history/read-rows'
import type { World } from './world'

export interface SqliteWorldOptions {
  /** Every commit also holds works that write and then throw. */
  readonly spoiled?: boolean
}

/** The real stores, in a database file of its own; for one run. */
export async function sqliteWorld(spec: PipelineSpec, { spoiled = false }: SqliteWorldOptions = {}): Promise<World & { close(): Promise<void> }> {
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
  return {
    pipeline: spec.name,
    plans: new RunPlans(read),
    run(work) {
      if (spoiled) spoil()
      const done = unitOfWork.run(work)
      if (spoiled) spoil()
      return done
    },
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
