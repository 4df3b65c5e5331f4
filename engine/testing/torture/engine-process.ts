import { spawn, type ChildProcess } from 'node:child_process'
import { openSync, closeSync } from 'node:fs'
import { once } from 'node:events'
import { join } from 'node:path'
import type { JsonObject } from '../../contract/json'
import { reply, type Reply, type Request } from './messages'

/** How to start the process: arguments of Node, to which the folder is added. */
export type Program = readonly string[]

export class Died extends Error {}

export class Refused extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message)
  }
}

interface Pending {
  readonly resolve: (runId: string) => void
  readonly reject: (error: Error) => void
}

type News = Extract<Reply, { say: 'news' }>

/** An engine in a process of its own, made to be killed. */
export class EngineProcess {
  readonly #child: ChildProcess
  readonly #pending = new Map<number, Pending>()
  readonly #ended: Promise<unknown>
  readonly ready: Promise<void>
  #asked = 0

  constructor(program: Program, folder: string, onNews: (news: News) => void) {
    const log = openSync(join(folder, 'engine.log'), 'a')
    this.#child = spawn(process.execPath, [...program, folder], { stdio: ['ignore', log, log, 'ipc'] })
    closeSync(log)
    // What it said before it ended is still in the channel when it exits.
    this.#ended = Promise.all([once(this.#child, 'exit'), once(this.#child, 'disconnect')])
    this.ready = new Promise((resolve, reject) => {
      this.#child.on('message', (message) => {
        const said = reply.parse(message)
        if (said.say === 'ready') resolve()
        else if (said.say === 'news') onNews(said)
        else this.#settle(said)
      })
      void this.#ended.then(() => {
        const died = new Died(`the engine's process ended (${this.#child.signalCode ?? `code ${this.#child.exitCode}`})`)
        reject(died)
        for (const { reject: fail } of this.#pending.values()) fail(died)
        this.#pending.clear()
      })
    })
    // Who kills it before it is ready does not wait for that.
    this.ready.catch(() => undefined)
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  get alive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  start(pipeline: string, input: JsonObject, key: string): Promise<string> {
    return this.#ask((id) => ({ ask: 'start', id, pipeline, input, key }))
  }

  cancel(runId: string): Promise<string> {
    return this.#ask((id) => ({ ask: 'cancel', id, runId }))
  }

  follow(runId: string, afterSeq: number): void {
    this.#send({ ask: 'follow', runId, afterSeq })
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#ended
  }

  /** Ends it as an app does that is closed. Returns its exit code. */
  async stop(): Promise<number | null> {
    this.#send({ ask: 'stop' })
    await this.#ended
    return this.#child.exitCode
  }

  #ask(make: (id: number) => Request): Promise<string> {
    const id = ++this.#asked
    return new Promise((resolve, reject) => {
      if (!this.alive) return reject(new Died('the process has ended'))
      this.#pending.set(id, { resolve, reject })
      this.#send(make(id))
    })
  }

  #send(asked: Request): void {
    // A process that was killed this moment takes no more; its exit tells those who wait.
    if (this.#child.connected) this.#child.send(asked, () => undefined)
  }

  #settle(said: Exclude<Reply, { say: 'ready' | 'news' }>): void {
    const pending = this.#pending.get(said.id)
    this.#pending.delete(said.id)
    if (said.say === 'done') pending?.resolve(said.runId)
    else pending?.reject(new Refused(said.code, said.message))
  }
}
