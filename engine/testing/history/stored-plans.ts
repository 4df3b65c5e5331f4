import type Database from 'better-sqlite3'
import { toRunPlan, type RunPlan } from '../../core/runs/run-plan'
import { decodeSpec } from '../../storage/codecs'

/** The plans of a database's pipeline versions, by their ids. */
export function storedPlans(database: Database.Database): (versionId: string) => RunPlan {
  const versions = database
    .prepare<[], { id: string; number: number; folder: string; spec: string }>('select id, number, folder, spec from pipeline_versions')
    .all()
  const plans = new Map(versions.map(({ id, number, folder, spec }) => [id, toRunPlan({ number, folder, spec: decodeSpec(spec) })]))
  return (versionId) => {
    const plan = plans.get(versionId)
    if (plan === undefined) throw new Error(`pipeline version ${versionId} is gone`)
    return plan
  }
}
