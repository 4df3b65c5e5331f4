import { setImmediate } from 'node:timers/promises'
import { sql, type Kysely } from 'kysely'
import type { PlacedLogLine } from '../../contract/log'
import type { LogSearchFilter, ReadStores } from '../../ports/read-stores'
import type { LogEntry } from '../../ports/records'
import { toItemIndex } from '../codecs'
import type { LogChunksTable, Schema } from '../schema'

type LogReads = Pick<ReadStores, 'searchLogs' | 'logsAfter' | 'newestLogPlace'>

/** Chunks looked at in one query. They may be large, and whoever else needs the thread gets it between two queries. */
const LOOKED_AT = 64

type Chunk = LogChunksTable & { readonly external_id: string; readonly pipeline_id: string; readonly pipeline_name: string }

/** Lines of all runs, in the order of their places. Text is looked for by the database; only chunks that hold it are parsed. */
export function createLogReads(db: Kysely<Schema>): LogReads {
  const chunks = async (from: { after: number; before: number }, order: 'asc' | 'desc', filter: LogSearchFilter): Promise<{ found: readonly Chunk[]; looked: number; end: number | null }> => {
    const direction = sql.raw(order)
    const { rows: looked } = await sql<{ place: number; hit: number }>`
      select place, ${holds(filter)} as hit from log_chunks
      where place > ${from.after} and place < ${from.before} order by place ${direction} limit ${LOOKED_AT}`.execute(db)
    const hits = looked.filter(({ hit }) => hit === 1).map(({ place }) => place)
    if (hits.length === 0) return { found: [], looked: looked.length, end: looked.at(-1)?.place ?? null }
    const { rows } = await sql<Chunk>`
      select c.*, r.external_id, r.pipeline_id, r.pipeline_name from log_chunks c join runs r on r.id = c.run_id
      where c.place in (${sql.join(hits)}) ${filter.pipelineId === undefined ? sql`` : sql`and r.pipeline_id = ${filter.pipelineId}`}
      order by c.place ${direction}`.execute(db)
    return { found: rows, looked: looked.length, end: looked.at(-1)?.place ?? null }
  }
  return {
    async searchLogs({ before, lines: most, chunks: budget, ...filter }) {
      const lines: PlacedLogLine[] = []
      let place = before ?? Number.MAX_SAFE_INTEGER
      for (let looked = 0; looked < budget; ) {
        const page = await chunks({ after: 0, before: place }, 'desc', filter)
        looked += page.looked
        for (const chunk of page.found) {
          lines.push(...linesOf(chunk, filter).toReversed())
          if (lines.length >= most) return { lines, before: chunk.place, searchedTo: timeOf(chunk) }
        }
        if (page.end === null || page.looked < LOOKED_AT) return { lines, before: null, searchedTo: null }
        place = page.end
        await setImmediate()
      }
      return { lines, before: place, searchedTo: await timeAt(db, place) }
    },
    async logsAfter(afterPlace, filter, budget) {
      const lines: PlacedLogLine[] = []
      let last = afterPlace
      for (let looked = 0; looked < budget; ) {
        const page = await chunks({ after: last, before: Number.MAX_SAFE_INTEGER }, 'asc', filter)
        looked += page.looked
        lines.push(...page.found.flatMap((chunk) => linesOf(chunk, filter)))
        last = page.end ?? last
        if (page.looked < LOOKED_AT) break
        await setImmediate()
      }
      return { lines, last }
    },
    async newestLogPlace() {
      const row = await db
        .selectFrom('log_chunks')
        .select((e) => e.fn.max('place').as('place'))
        .executeTakeFirst()
      return Number(row?.place ?? 0)
    },
  }
}

/** Whether a chunk may hold what is looked for: `lines` is JSON, so the text is looked for as JSON writes it. */
function holds({ text, levels }: LogSearchFilter) {
  const conditions = [sql`1 = 1`]
  if (text !== undefined && text !== '') {
    const written = JSON.stringify(text)
      .slice(1, -1)
      .replaceAll(/[\\%_]/g, (special) => `\\${special}`)
      // Databases know upper and lower case of ASCII letters only; the lines themselves are compared below.
      .replaceAll(/[^\x20-\x7e]/gu, '_')
    conditions.push(sql`lines like ${`%${written}%`} escape '\\'`)
  }
  if (levels !== undefined && levels.length > 0) conditions.push(sql`(${sql.join(levels.map((level) => sql`lines like ${`%"level":"${level}"%`}`), sql` or `)})`)
  return sql`case when ${sql.join(conditions, sql` and `)} then 1 else 0 end`
}

function linesOf(chunk: Chunk, { text, levels }: LogSearchFilter): PlacedLogLine[] {
  // Written by this storage in this shape; see codecs.
  const entries = JSON.parse(chunk.lines) as readonly LogEntry[]
  const wanted = text?.toLowerCase() ?? ''
  return entries.flatMap((entry, offset) => {
    if (levels !== undefined && levels.length > 0 && !levels.includes(entry.level)) return []
    if (wanted !== '' && !entry.text.toLowerCase().includes(wanted)) return []
    return [
      {
        seq: chunk.first_seq + offset,
        stepRunId: chunk.step_run_id,
        stepId: chunk.step_id,
        itemIndex: toItemIndex(chunk.item_index),
        attempt: chunk.attempt,
        ...entry,
        place: chunk.place,
        runId: chunk.run_id,
        externalId: chunk.external_id,
        pipelineId: chunk.pipeline_id,
        pipelineName: chunk.pipeline_name,
      },
    ]
  })
}

const timeOf = (chunk: LogChunksTable): number | null => (JSON.parse(chunk.lines) as readonly LogEntry[])[0]?.at ?? null

async function timeAt(db: Kysely<Schema>, place: number): Promise<number | null> {
  const row = await db.selectFrom('log_chunks').selectAll().where('place', '=', place).executeTakeFirst()
  return row === undefined ? null : timeOf(row)
}
