import { sql, type ColumnDefinitionBuilder, type RawBuilder } from 'kysely'

/** The few column types that both databases share; migrations use no others. */
export const required = (column: ColumnDefinitionBuilder) => column.notNull()

export const zero = (column: ColumnDefinitionBuilder) => column.notNull().defaultTo(0)

/** Refuses in the database what the transition tables refuse in the code. */
export const oneOf = (name: string, statuses: readonly string[]) => (column: ColumnDefinitionBuilder) =>
  column.notNull().check(sql`${sql.ref(name)} in (${sql.join(statuses.map((status) => sql.lit(status)))})`)

/**
 * The same as `in (…)`, one comparison after the other: SQLite builds a table in memory for a list of more than two, each
 * time a statement runs, which takes longer than the rest of a small statement.
 */
export const isAmong = (column: string, values: readonly string[]): RawBuilder<boolean> =>
  sql<boolean>`(${sql.join(
    values.map((value) => sql`${sql.ref(column)} = ${sql.lit(value)}`),
    sql` or `,
  )})`

export const among = (name: string, statuses: readonly string[]) => (column: ColumnDefinitionBuilder) => column.notNull().check(isAmong(name, statuses))
