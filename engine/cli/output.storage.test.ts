import { closeSync, existsSync, openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { buildProgram, type BuiltProgram } from '../testing/build-program'
import { tempFolder } from '../testing/temp-folder'
import { startCommand } from '../testing/command-process'

let program: BuiltProgram
beforeAll(async () => {
  program = await buildProgram('engine/testing/serve-command.ts')
}, 60_000)

/** Takes no byte, as a full disk does. */
const FULL = '/dev/full'

function full(): number {
  const descriptor = openSync(FULL, 'w')
  onTestFinished(() => closeSync(descriptor))
  return descriptor
}

function pipeline(text: string): string {
  const path = join(tempFolder(), 'pipeline.yaml')
  writeFileSync(path, text)
  return path
}

const WELL = 'name: well\nsteps: [{ id: only, uses: wait, with: { for: 1ms } }]'
const BROKEN = 'name: broken\nsteps: [{ id: only, uses: script, with: { code: "throw new Error(1)" } }]'
const SENTENCE = /^signalbox: The output could not be written to its end: the disk that it goes to is full\. .* \[storage_full\]$/m

describe.skipIf(!existsSync(FULL))('output that the disk does not take', () => {
  test('is told, and not taken for success, by run and by lists', async () => {
    const data = ['--data', join(tempFolder(), 'data')]
    for (const argv of [['run', pipeline(WELL), '--json', ...data], ['runs', ...data], ['--help']]) {
      const command = startCommand(program, argv, { stdout: full() })
      expect([argv[0], await command.ended, command.errors()]).toEqual([argv[0], 3, expect.stringMatching(SENTENCE)])
    }
  }, 60_000)

  test('does not hide that the run has failed', async () => {
    const command = startCommand(program, ['run', pipeline(BROKEN), '--json', '--data', join(tempFolder(), 'data')], { stdout: full() })
    expect(await command.ended).toBe(1)
    expect(command.errors()).toMatch(SENTENCE)
  }, 60_000)
})

test('a reader who has seen enough is no fault', async () => {
  const command = startCommand(program, ['run', pipeline(WELL), '--json', '--data', join(tempFolder(), 'data')])
  command.process.stdout?.destroy()
  expect(await command.ended).toBe(0)
  expect(command.errors()).toBe('')
}, 60_000)

test('remarks that nobody hears do not keep results from being written', async () => {
  const command = startCommand(program, ['run', pipeline(BROKEN), '--json', '--data', join(tempFolder(), 'data')])
  command.process.stderr?.destroy()
  expect(await command.ended).toBe(1)
  expect(command.output()).toContain('"type":"result"')
}, 60_000)
