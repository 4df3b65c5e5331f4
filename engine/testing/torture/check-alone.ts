import { checkFile } from '../history/check-file'
import { readRows } from '../history/read-rows'
import { storedPlans } from '../history/stored-plans'
import { onDatabase } from '../on-database'
import { groupBy } from '../../core/shared/group-by'
import { checkKeys, checkLedger } from './check-ledger'
import { readLedger } from './ledger'
import { databaseFile, ledgerFile } from './serve'

/** What the database and the outside world have against each other and themselves, when no book of a client is at hand. The engine must not be running. */
export function checkAlone(folder: string): readonly string[] {
  const ledger = readLedger(ledgerFile(folder))
  const calls = groupBy(ledger, ({ runId }) => runId)
  return onDatabase(databaseFile(folder), (database) => {
    const planOf = storedPlans(database)
    const perRun = [...readRows(database)].flatMap((rows) => checkLedger(rows, planOf(rows.run.versionId), calls.get(rows.run.id) ?? []))
    return [...checkFile(database), ...checkKeys(ledger), ...perRun].map(({ invariant, what }) => `${invariant}: ${what}`)
  })
}
