import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import * as z from 'zod'
import { defaultDataFolder } from '../host/default-data-folder'
import { runCli } from './run-cli'

// The program `signalbox`. Built, it lies in out/main, beside the programs of its worker threads and two floors below package.json.

const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')))

void runCli(process.argv.slice(2), {
  version,
  workers: { script: join(__dirname, 'script-worker.cjs'), document: join(__dirname, 'document-worker.cjs') },
  dataFolder: defaultDataFolder({ platform: process.platform, env: process.env, home: homedir() }),
}).then((code) => {
  process.exitCode = code
})
