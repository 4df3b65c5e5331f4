import type Database from 'better-sqlite3'
import type { Kysely } from 'kysely'
import type { RunGroup, RunWrites } from '../../ports/write-stores'
import { prepare } from '../prepared'
import type { Schema } from '../schema'
import type { RunRows } from './run-rows'

type GroupParams = { pipeline: string; group: string }

/** Looks at the runs of a group, those included that the database does not know yet. Runs without a group never come here. */
export function createRunGroups(rows: RunRows, database: Database.Database, kysely: Kysely<Schema>): Pick<RunWrites, 'groupPlaces' | 'groupHolders' | 'newestInGroup' | 'openInGroup'> {
  const open = (db: Kysely<Schema>, { pipeline, group }: GroupParams) =>
    db.selectFrom('runs').where('pipeline_id', '=', pipeline).where('group_name', '=', group).where('finished_at', 'is', null)
  const held = prepare(database, kysely, (db, params: GroupParams) =>
    open(db, params)
      .where('admitted_at', 'is not', null)
      .select((e) => e.fn.countAll<number>().as('count')),
  )
  const next = prepare(database, kysely, (db, params: GroupParams) =>
    open(db, params).where('admitted_at', 'is', null).where('paused_at', 'is', null).select('id').orderBy('priority', 'desc').orderBy('id').limit(1),
  )
  const uncancelled = prepare(database, kysely, (db, params: GroupParams) =>
    open(db, params).where('cancel_requested_at', 'is', null).select(['id', 'external_id', 'admitted_at']).orderBy('id'),
  )
  const holders = prepare(database, kysely, (db, params: GroupParams & { limit: number }) => open(db, params).where('admitted_at', 'is not', null).select('id').limit(params.limit))
  const newest = prepare(database, kysely, (db, params: GroupParams) => open(db, params).select(['version', 'version_id']).orderBy('version', 'desc').limit(1))
  const paramsOf = ({ pipelineId, groupName }: RunGroup): GroupParams => ({ pipeline: pipelineId, group: groupName ?? '' })
  return {
    async groupPlaces(group) {
      rows.writeOut()
      const params = paramsOf(group)
      return { held: Number(held.get(params)?.count ?? 0), next: next.get(params)?.id ?? null }
    },
    async groupHolders(group, limit) {
      rows.writeOut()
      return holders.all({ ...paramsOf(group), limit }).map(({ id }) => id)
    },
    async newestInGroup(group) {
      rows.writeOut()
      const row = newest.get(paramsOf(group))
      return row === undefined ? null : { version: row.version, versionId: row.version_id }
    },
    async openInGroup(group) {
      rows.writeOut()
      return uncancelled.all(paramsOf(group)).map(({ id, external_id, admitted_at }) => ({ id, externalId: external_id, admitted: admitted_at !== null }))
    },
  }
}
