import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { socketPath } from '../../host/data-folder'
import { buildProgram, type BuiltProgram } from '../../testing/build-program'
import { type CommandProcess, startCommand } from '../../testing/command-process'
import { eventually, startEngine, workerSources } from '../../testing/engine-harness'
import { tempFolder } from '../../testing/temp-folder'
import type { EngineLink } from './engine-link'
import { EngineSession } from './engine-session'
import { type EngineOptions, openEngine } from './open-engine'
import type { Patience } from './owner-patience'

/** What a command does while whoever has the data folder keeps it waiting. */

const SHORT: Patience = { tellMs: 100, answerMs: 600, startMs: 600 }
const LONG: Patience = { tellMs: 100, answerMs: 60_000, startMs: 60_000 }

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }

const options = (dataFolder: string, patience: Patience): EngineOptions => ({ dataFolder, version: '0.0.0', workers: workerSources, works: false, begins: true, logger: silent, patience })

function opening(dataFolder: string, patience: Patience) {
  const notes: string[] = []
  const link: Promise<EngineLink> = openEngine(options(dataFolder, patience), (text) => notes.push(text))
  // Judged later, when what the test waits for has come.
  link.catch(() => undefined)
  return { notes, link }
}

describe.skipIf(process.platform === 'win32')('an owner that was stopped', () => {
  let program: BuiltProgram
  beforeAll(async () => {
    program = await buildProgram('engine/testing/serve-command.ts')
  }, 60_000)

  async function served(): Promise<{ readonly dataFolder: string; readonly owner: CommandProcess }> {
    const dataFolder = join(tempFolder(), 'data')
    const owner = startCommand(program, ['serve', '--port', '0', '--data', dataFolder])
    await eventually(() => owner.output().includes('Ctrl+C ends it.'), 20_000)
    return { dataFolder, owner }
  }

  async function stopped() {
    const { dataFolder, owner } = await served()
    owner.process.kill('SIGSTOP')
    return { dataFolder, owner }
  }

  test('is told of by its number, and given up', async () => {
    const { dataFolder, owner } = await stopped()
    const { link, notes } = opening(dataFolder, SHORT)
    await expect(link).rejects.toMatchObject({
      code: 'data_folder_in_use',
      message: `Another Signalbox (process ${owner.process.pid}) works on the data folder ${dataFolder}, but has not answered for 0.6 seconds: it was stopped, or it hangs. Let it go on, or end it, and ask again; what it was running goes on with the next engine.`,
    })
    expect(notes).toEqual([`Another Signalbox (process ${owner.process.pid}) has the data folder ${dataFolder}; waiting for its answer …`])
  }, 60_000)

  test('is given up in the middle of a command, too', async () => {
    const { dataFolder, owner } = await served()
    const notes: string[] = []
    const session = await EngineSession.open(options(dataFolder, { ...SHORT, answerMs: 3000 }), (text) => notes.push(text))
    onTestFinished(() => session.close())
    // On a busy machine it may have been waited for already.
    const before = notes.length
    owner.process.kill('SIGSTOP')
    await expect(session.ask((client) => client.engine.info())).rejects.toMatchObject({ code: 'data_folder_in_use', message: expect.stringContaining(`(process ${owner.process.pid})`) })
    expect(notes[before]).toBe('The engine went away; looking for it …')
  }, 60_000)

  test('serves whoever waited as soon as it goes on', async () => {
    const { dataFolder, owner } = await stopped()
    const { link, notes } = opening(dataFolder, LONG)
    await eventually(() => notes.length > 0)
    owner.process.kill('SIGCONT')
    const { client, close } = await link
    expect((await client.engine.info()).pid).toBe(owner.process.pid)
    await close()
  }, 60_000)
})

describe.skipIf(process.platform === 'win32')('an owner that does not listen, as when it starts or ends', () => {
  async function unheard() {
    const dataFolder = tempFolder()
    const harness = await startEngine({ dataFolder, behaviours: {} })
    onTestFinished(() => harness.stop())
    rmSync(socketPath(dataFolder))
    return { dataFolder, harness }
  }

  test('is waited for as long as it has the folder, and told of', async () => {
    const { dataFolder, harness } = await unheard()
    const { link, notes } = opening(dataFolder, LONG)
    await eventually(() => notes.length > 0)
    expect(notes).toEqual([`Another Signalbox (process ${process.pid}) has the data folder ${dataFolder}; waiting for its answer …`])
    await harness.stop()
    const { owner, close } = await link
    await close()
    expect([owner, notes.length]).toEqual(['this', 1])
  })

  test('is given up in the end', async () => {
    const { dataFolder } = await unheard()
    await expect(opening(dataFolder, SHORT).link).rejects.toMatchObject({
      code: 'data_folder_in_use',
      message: expect.stringContaining(`(process ${process.pid}) has the data folder ${dataFolder}, and has taken no commands for 0.6 seconds`),
    })
  })
})
