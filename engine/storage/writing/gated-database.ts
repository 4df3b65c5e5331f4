import type Database from 'better-sqlite3'

const PERFORMING = ['run', 'get', 'all', 'iterate'] as const

/** The same connection, for those whose statements must not be performed before `pass` was called. */
export function gatedDatabase(database: Database.Database, pass: () => void): Database.Database {
  const gated = (statement: Database.Statement): Database.Statement => {
    for (const method of PERFORMING) {
      const perform = statement[method]
      Object.defineProperty(statement, method, {
        value: (...args: unknown[]): unknown => {
          pass()
          return Reflect.apply(perform, statement, args)
        },
      })
    }
    return statement
  }
  const prepare = (text: string) => gated(database.prepare(text))
  return new Proxy(database, { get: (target, name): unknown => (name === 'prepare' ? prepare : Reflect.get(target, name, target)) })
}
