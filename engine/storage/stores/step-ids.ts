import { sql, type RawBuilder } from 'kysely'

/**
 * The names of a run's steps, each found by a seek behind the one before: with 100,000 items beside them, looking through
 * (run_id, step_id, item_index) for those that are none would take as long as reading every item.
 */
export const stepIdsOf = (runId: string): RawBuilder<string> => sql<string>`(
  with recursive names(name) as (
    select min(step_id) from step_runs where run_id = ${runId}
    union all
    select (select min(step_id) from step_runs where run_id = ${runId} and step_id > names.name) from names where names.name is not null
  )
  select name from names where name is not null)`
