import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { onTestFinished } from 'vitest'

/** Takes the lock to write for as long as it is told, and says when it has it and when it has let it go. */
const PROGRAM = `
const Database = require('better-sqlite3')
let database = null
const release = () => {
  database?.close()
  database = null
  process.send('free')
}
process.on('message', ({ file, ms }) => {
  if (file === undefined) return release()
  database = new Database(file)
  database.exec('begin immediate')
  process.send('locked')
  if (ms !== null) setTimeout(release, ms)
})
`

/** Another process that writes into a database, or forgot that it was going to: a backup tool, say, or somebody with a shell. */
export class OtherProcess {
  readonly #child: ChildProcess

  constructor() {
    this.#child = spawn(process.execPath, ['-e', PROGRAM], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    onTestFinished(() => void this.#child.kill('SIGKILL'))
  }

  /** Resolves when it holds the lock to write, which it lets go after so long (ms); null: when it is told to. */
  async lock(file: string, ms: number | null): Promise<void> {
    this.#child.send({ file, ms })
    await once(this.#child, 'message')
  }

  /** Resolves when it has let the lock go; to be asked once for each lock. */
  async free({ now = false } = {}): Promise<void> {
    const freed = once(this.#child, 'message')
    if (now) this.#child.send({})
    await freed
  }
}
