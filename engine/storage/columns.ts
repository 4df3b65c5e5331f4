import { sql, type ColumnDefinitionBuilder } from 'kysely'

/** The few column types that both databases share; migrations use no others. */
export const required = (column: ColumnDefinitionBuilder) => column.notNull()

export const zero = (column: ColumnDefinitionBuilder) => column.notNull().defaultTo(0)

/** Refuses in the database what the transition tables refuse in the code. */
export const oneOf = (name: string, statuses: readonly string[]) => (column: ColumnDefinitionBuilder) =>
  column.notNull().check(sql`${sql.ref(name)} in (${sql.join(statuses.map((status) => sql.lit(status)))})`)
