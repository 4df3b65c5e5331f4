import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { isMainThread } from 'node:worker_threads'
import * as z from 'zod'
import { defaultDataFolder } from '../host/default-data-folder'
import { runCli } from './run-cli'

// The program `signalbox`. Built, it lies in out/main, beside the programs of its worker threads and two floors below package.json.

const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')))

/** Among the sources, and beside the archive of an installed app. */
const EXAMPLES = ['../../resources/examples', '../../../examples']

/** The database's native part crashes under older ones, without a word. */
const OLDEST_NODE = 22

function oldNodeSentence({ node }: NodeJS.ProcessVersions): string | null {
  // In a thread of the desktop app the runtime is the one that the app was built for.
  if (!isMainThread || Number(node.split('.')[0]) >= OLDEST_NODE) return null
  return `signalbox: Node ${node} is too old; version ${OLDEST_NODE} or later is needed. \`npm run -s signalbox -- …\` brings its own.`
}

const oldNode = oldNodeSentence(process.versions)
if (oldNode !== null) {
  process.stderr.write(`${oldNode}\n`)
  process.exit(3)
}

void runCli(process.argv.slice(2), {
  version,
  workers: { script: join(__dirname, 'script-worker.cjs'), document: join(__dirname, 'document-worker.cjs'), storage: join(__dirname, 'storage-worker.cjs'), writes: join(__dirname, 'write-worker.cjs') },
  dataFolder: defaultDataFolder({ platform: process.platform, env: process.env, home: homedir() }),
  pageFolder: join(__dirname, '../renderer'),
  examplesFolder: EXAMPLES.map((folder) => join(__dirname, folder)).find((folder) => existsSync(folder)) ?? null,
}).then((code) => {
  process.exitCode = code
})
