import { sql } from 'kysely'

/** A run, and those it was made from, as far as they are there: a table `upwards` to select from. */
export const upwards = (runId: string) => sql`
  with recursive upwards(id, origin) as (
    select id, origin_run_id from runs where id = ${runId}
    union
    select runs.id, runs.origin_run_id from upwards join runs on runs.id = upwards.origin
  )`
