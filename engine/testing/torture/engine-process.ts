import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { once } from 'node:events'
import { join } from 'node:path'
import { SHORT_LIFE, shortLifeEnv } from '../short-lives'
import { reply, type Reply, type Request } from './messages'
import type { ServeOptions } from './serve-options'

/** How to start the process: arguments of Node, to which the folder is added. */
export type Program = readonly string[]

/** So much of a log tells why a process ended (characters). */
const LAST_WORDS = 2_000

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
  readonly resolve: (of: string) => void
  readonly reject: (error: Error) => void
}

export type News = Extract<Reply, { say: 'news' }>

/** Something that is asked and answered; the number that goes with it is given here. */
type Question<R = Request> = R extends { id: number } ? Omit<R, 'id'> : never

export interface Surroundings {
  readonly options?: ServeOptions | undefined
  /** A program that starts the engine in its turn, such as a tracer. */
  readonly wrapper?: readonly string[] | undefined
  /** Added to this process's own. */
  readonly env?: Readonly<Record<string, string>> | undefined
}

/** An engine in a process of its own, made to be killed. */
export class EngineProcess {
  readonly #child: ChildProcess
  readonly #logFile: string
  readonly #pending = new Map<number, Pending>()
  readonly #ended: Promise<unknown>
  readonly ready: Promise<void>
  #asked = 0

  constructor(program: Program, folder: string, onNews: (news: News) => void, { options = {}, wrapper = [], env = {} }: Surroundings = {}) {
    this.#logFile = join(folder, 'engine.log')
    const log = openSync(this.#logFile, 'a')
    const [command, ...args] = [...wrapper, process.execPath, ...SHORT_LIFE, ...program, folder, JSON.stringify(options)]
    this.#child = spawn(command, args, { stdio: ['ignore', log, log, 'ipc'], env: shortLifeEnv(env) })
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

  /** Gives the id of what it was about. */
  ask(question: Question): Promise<string> {
    const id = ++this.#asked
    return new Promise((resolve, reject) => {
      if (!this.alive) return reject(new Died('the process has ended'))
      this.#pending.set(id, { resolve, reject })
      this.#send({ ...question, id })
    })
  }

  /** What it, or one before it in its folder, wrote last. */
  lastWords(): string {
    return readFileSync(this.#logFile, 'utf8').slice(-LAST_WORDS).trim()
  }

  follow(runId: string, afterSeq: number): void {
    this.#send({ ask: 'follow', runId, afterSeq })
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#ended
  }

  /** Resolves when it has ended, for whatever reason. */
  async gone(): Promise<void> {
    await this.#ended
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal)
  }

  /** Ends it as an app does that is closed, once it has started: until then it refuses its own preparations. Returns its exit code. */
  async stop(): Promise<number | null> {
    await this.ready.catch(() => undefined)
    this.#send({ ask: 'stop' })
    await this.#ended
    return this.#child.exitCode
  }

  #send(asked: Request): void {
    // A process that was killed this moment takes no more; its exit tells those who wait.
    if (this.#child.connected) this.#child.send(asked, () => undefined)
  }

  #settle(said: Exclude<Reply, { say: 'ready' | 'news' }>): void {
    const pending = this.#pending.get(said.id)
    this.#pending.delete(said.id)
    if (said.say === 'done') pending?.resolve(said.of)
    else pending?.reject(new Refused(said.code, said.message))
  }
}
