/**
 * The thread that writes with a fault in it: stands between the driver and the program of the real one, which it then runs. Node
 * runs it as it stands.
 */
import { getEnvironmentData } from 'node:worker_threads'
import Database from 'better-sqlite3'
import { FaultyDriver } from './faulty-driver.ts'
import { keepRemains } from './remains.ts'
import { OWN_NAME, TOLD, type ThreadOrders } from './thread-faults.ts'

const isOrders = (value: unknown): value is ThreadOrders => typeof value === 'object' && value !== null && 'told' in value && 'remains' in value
const orders: unknown = getEnvironmentData(String(getEnvironmentData(OWN_NAME)))
if (!isOrders(orders)) throw new TypeError('nobody said what is to happen to this thread')
const { fault, dataFolder, remains } = orders
const told = new Int32Array(orders.told)
const tell = (what: keyof typeof TOLD, value: number) => Atomics.store(told, TOLD[what], value)

const driver: FaultyDriver = new FaultyDriver(fault, {
  kill() {
    if (fault?.effect.kind === 'kill') {
      keepRemains(dataFolder, remains)
      tell('killed', 1)
    }
    process.exit()
  },
  counted() {
    tell('fired', driver.fired ? 1 : 0)
    tell('commits', driver.commits)
    tell('statements', driver.statements)
  },
})

const known = new WeakSet<Database.Database>()
const { prepare, exec, pragma } = Database.prototype
Object.assign(Database.prototype, {
  prepare(this: Database.Database, sql: string) {
    return known.has(this) ? prepare.call(this, sql) : watched(this).prepare(sql)
  },
  exec(this: Database.Database, sql: string) {
    return known.has(this) ? exec.call(this, sql) : watched(this).exec(sql)
  },
  pragma(this: Database.Database, text: string, options?: Database.PragmaOptions) {
    return known.has(this) ? pragma.call(this, text, options) : watched(this).pragma(text, options)
  },
})

function watched(database: Database.Database): Database.Database {
  known.add(database)
  return driver.between(database)
}

await import('../../storage/writing/write-worker.ts')
