import { createEngine } from '../../host/create-engine'
import { ledgerKind } from '../torture/ledger'
import { workersFrom } from '../torture/serve-options'
import { FaultyDriver } from './faulty-driver'
import { bulkyKind } from './life'

// An engine that ends itself with kill -9 before or after its Nth commit: node program.cjs DATA_FOLDER LEDGER N before|after. It is asked over its socket.
const [dataFolder = '', ledgerFile = '', nth = '', when = ''] = process.argv.slice(2)
const driver = new FaultyDriver(
  { at: 'commit', nth: Number(nth), effect: { kind: 'kill', when: when === 'after' ? 'after' : 'before' } },
  { kill: () => process.kill(process.pid, 'SIGKILL') },
)
export const running = createEngine({
  dataFolder,
  version: '0.0.0',
  examplesFolder: null,
  // All commits are the driver's.
  workers: { ...workersFrom(undefined), writes: undefined },
  logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
  extraKinds: [ledgerKind(ledgerFile).kind, bulkyKind],
  connect: driver.connect,
})
