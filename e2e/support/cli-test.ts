import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { test as base } from '@playwright/test'
import { removeDataFolder, temporaryDataFolder } from './launch-app'

export interface Ended {
  /** Null when a signal ended it. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** The built command line, running as a program of its own. */
export interface RunningCli {
  readonly process: ChildProcess
  /** Both streams so far, as they came. */
  output(): string
  /** Resolves when the output holds the text; rejects when the program ends without it. */
  says(text: string): Promise<void>
  readonly ended: Promise<Ended>
}

/** Commands that run in a folder, on a data folder. */
export interface Commands {
  /** Writes a pipeline file and gives its path. */
  file(name: string, text: string): string
  /** Starts a command. */
  start(...args: string[]): RunningCli
  /** Runs a command to its end. */
  cli(...args: string[]): Promise<Ended>
  /** Kills what is still alive. */
  end(): Promise<void>
}

const PROGRAM = resolve('out/main/cli.cjs')

export function commandsIn(folder: string, dataFolder: string): Commands {
  const started: RunningCli[] = []
  const start = (...args: string[]) => {
    const running = startProgram(process.execPath, [PROGRAM, ...args], { cwd: folder, dataFolder })
    started.push(running)
    return running
  }
  return {
    file(name, text) {
      mkdirSync(join(folder, 'pipelines'), { recursive: true })
      const path = join(folder, 'pipelines', name)
      writeFileSync(path, text)
      return path
    },
    start,
    cli: (...args) => start(...args).ended,
    async end() {
      for (const { process: child, ended } of started) {
        child.kill('SIGKILL')
        await ended
      }
    },
  }
}

interface CliFixtures extends Omit<Commands, 'end'> {
  /** New for each test. Programs run here; their data folder is `data` inside. */
  readonly folder: string
  readonly dataFolder: string
  /** What is still alive after the test is killed. */
  readonly commands: Commands
}

export const test = base.extend<CliFixtures>({
  folder: async ({}, provide) => {
    const folder = temporaryDataFolder('signalbox-cli-')
    await provide(folder)
    await removeDataFolder(folder)
  },
  dataFolder: async ({ folder }, provide) => provide(join(folder, 'data')),
  commands: async ({ folder, dataFolder }, provide) => {
    const commands = commandsIn(folder, dataFolder)
    await provide(commands)
    await commands.end()
  },
  file: async ({ commands }, provide) => provide(commands.file),
  start: async ({ commands }, provide) => provide(commands.start),
  cli: async ({ commands }, provide) => provide(commands.cli),
})

export { expect } from '@playwright/test'

interface ProgramOptions {
  readonly cwd: string
  readonly dataFolder: string
  /** Beside those of the tests. */
  readonly env?: NodeJS.ProcessEnv
}

/** Starts a program with `dataFolder` as the one that commands use. */
export function startProgram(executable: string, args: readonly string[], { cwd, dataFolder, env }: ProgramOptions): RunningCli {
  const child = spawn(executable, args, { cwd, env: { ...process.env, SIGNALBOX_DATA: dataFolder, NO_COLOR: undefined, ...env }, stdio: 'pipe' })
  let [stdout, stderr, output] = ['', '', '']
  const heard = new Set<() => void>()
  const hear = (piece: string) => {
    output += piece
    for (const listener of heard) listener()
  }
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    stdout += piece
    hear(piece)
  })
  child.stderr.setEncoding('utf8').on('data', (piece: string) => {
    stderr += piece
    hear(piece)
  })
  const ended = new Promise<Ended>((done, fail) => {
    child.once('error', fail)
    child.once('close', (code) => done({ code, stdout, stderr }))
  })
  const says = (text: string) =>
    new Promise<void>((done, fail) => {
      const look = () => {
        if (!output.includes(text)) return
        heard.delete(look)
        done()
      }
      heard.add(look)
      look()
      void ended.then(() => (output.includes(text) ? done() : fail(new Error(`It ended without saying "${text}":\n${output}`))))
    })
  return { process: child, output: () => output, says, ended }
}
