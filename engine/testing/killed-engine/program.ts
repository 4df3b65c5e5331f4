import { createEngine } from '../../host/create-engine'
import { lineLogger } from '../../host/system'
import { hangKind } from './hang-kind'

// An engine that tests kill: node program.cjs DATA_FOLDER. It is asked over its socket.
export const running = createEngine({
  dataFolder: process.argv[2] ?? '',
  version: '0.0.0',
  examplesFolder: null,
  workers: { script: 'no script is run here', document: 'no document is read here', storage: 'no folder is checked here' },
  logger: lineLogger((line) => process.stderr.write(line)),
  extraKinds: [hangKind(() => new Promise(() => undefined))],
})
