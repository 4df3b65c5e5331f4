import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { BuiltProgram } from './build-program'
import { tempFolder } from './temp-folder'

export interface CommandProcess {
  readonly process: ChildProcess
  readonly output: () => string
  readonly errors: () => string
  /** Its exit code; null when a signal ended it. */
  readonly ended: Promise<number | null>
}

export interface CommandOptions {
  /** Where what it says goes, instead of to the test. */
  readonly stdout?: number | undefined
  /** A module that is loaded first. */
  readonly preload?: string | undefined
}

/** Starts one command of the program that `engine/testing/serve-command.ts` was built to; killed when the test has ended. */
export function startCommand(program: BuiltProgram, argv: readonly string[], { stdout, preload }: CommandOptions = {}): CommandProcess {
  const stdio: StdioOptions = ['ignore', stdout ?? 'pipe', 'pipe']
  const child = spawn(process.execPath, [...(preload === undefined ? [] : ['--require', preload]), program.path, page(), ...argv], { stdio })
  onTestFinished(() => void child.kill('SIGKILL'))
  let [output, errors] = ['', '']
  child.stdout?.on('data', (piece) => (output += String(piece)))
  child.stderr?.on('data', (piece) => (errors += String(piece)))
  return { process: child, output: () => output, errors: () => errors, ended: once(child, 'close').then(() => child.exitCode) }
}

/** A folder with a page in it, for `serve`. */
function page(): string {
  const folder = tempFolder()
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>page</title>')
  return folder
}
