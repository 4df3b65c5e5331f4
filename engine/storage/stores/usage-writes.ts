import type Database from 'better-sqlite3'
import type { Kysely } from 'kysely'
import type { UsageWrites } from '../../ports/write-stores'
import { fromItemIndex } from '../codecs'
import { prepare } from '../prepared'
import type { Schema, UsagesTable } from '../schema'

export function createUsageWrites(database: Database.Database, kysely: Kysely<Schema>): UsageWrites {
  const add = prepare(database, kysely, (db, params: UsagesTable) =>
    db
      .insertInto('usages')
      .values({
        run_id: params.run_id,
        step_run_id: params.step_run_id,
        number: params.number,
        model: params.model,
        step_id: params.step_id,
        item_index: params.item_index,
        at: params.at,
        input_tokens: params.input_tokens,
        output_tokens: params.output_tokens,
        estimated: params.estimated,
        usd: params.usd,
      })
      .onConflict((conflict) => conflict.doNothing()),
  )
  return {
    async add(usage) {
      return (
        add.run({
          run_id: usage.runId,
          step_run_id: usage.stepRunId,
          number: usage.number,
          model: usage.model,
          step_id: usage.stepId,
          item_index: fromItemIndex(usage.itemIndex),
          at: usage.at,
          input_tokens: usage.inputTokens,
          output_tokens: usage.outputTokens,
          estimated: usage.estimated ? 1 : 0,
          usd: usage.usd,
        }) > 0
      )
    },
  }
}
