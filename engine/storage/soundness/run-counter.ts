import Database from 'better-sqlite3'
import { isDamage } from './is-damage.ts'

/** Where the name of a run is written; those beside `runs` also know runs that are gone. */
const NAMES = 'select external_id as name from runs union all select external_id from step_cache union all select external_id from dead_letters union all select new_external_id from dead_letters'

/** The highest number that a run has or had, and the one that counts as given last. */
function numbersOf(database: Database.Database): { readonly highest: number; readonly counted: number } {
  const named = database.prepare<[], { highest: number | null }>(`select max(cast(substr(name, 5) as integer)) as highest from (${NAMES}) where name like 'SBX-%'`).get()
  const counter = database.prepare<[], { value: number }>("select value from counters where name = 'run'").get()
  return { highest: named?.highest ?? 0, counted: counter?.value ?? 0 }
}

/** A counter that is behind gives a number again, with which a run cannot be stored. Null when it is not, or when the rows cannot be read: that is another finding. */
export function runCounterFault(database: Database.Database): string | null {
  try {
    const { highest, counted } = numbersOf(database)
    if (counted >= highest) return null
    return `the next run would be SBX-${counted + 1}, although there was SBX-${highest} already, so new runs cannot be stored. \`signalbox salvage\` makes a copy that counts on from there, and \`signalbox restore\` puts it in place.`
  } catch (thrown) {
    if (isDamage(thrown)) return null
    throw thrown
  }
}

/** The next run has a number beyond this one, and beyond all that were given. */
export function countRunsFrom(database: Database.Database, number: number): void {
  database.prepare("insert into counters (name, value) values ('run', ?) on conflict (name) do update set value = max(value, excluded.value)").run(number)
}

/** Lets the runs of a database file, which nobody has open, be counted on from the highest of them. One whose rows cannot be read stays as it is. */
export function raiseRunCounter(file: string): void {
  const database = new Database(file)
  try {
    const { highest, counted } = numbersOf(database)
    if (counted < highest) countRunsFrom(database, highest)
  } catch (thrown) {
    if (!isDamage(thrown)) throw thrown
  } finally {
    database.close()
  }
}
