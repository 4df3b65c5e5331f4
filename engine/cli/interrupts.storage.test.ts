import { spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { buildProgram, type BuiltProgram } from '../testing/build-program'
import { eventually } from '../testing/engine-harness'
import { onDatabase } from '../testing/on-database'
import { tempFolder } from '../testing/temp-folder'
import { startCommand, type CommandProcess } from '../testing/command-process'

let program: BuiltProgram
beforeAll(async () => {
  program = await buildProgram('engine/testing/serve-command.ts')
}, 60_000)

/** Longer than `process.exit` needs, shorter than a graceful end. */
const AT_ONCE_MS = 1500

/** A module with which SIGUSR2 makes every thread of Node's pool read from what never answers, as a dead share does. */
function hangs(): string {
  const [fifo, path] = [join(tempFolder(), 'fifo'), join(tempFolder(), 'hangs.cjs')]
  spawnSync('mkfifo', [fifo])
  writeFileSync(
    path,
    `process.on('SIGUSR2', () => { for (let count = 0; count < 4; count++) require('node:fs').readFile(${JSON.stringify(fifo)}, () => undefined); process.stderr.write('it hangs\\n') })`,
  )
  return path
}

async function hang(command: CommandProcess): Promise<void> {
  command.process.kill('SIGUSR2')
  await eventually(() => command.errors().includes('it hangs'))
}

async function endsAtOnce(command: CommandProcess, signal: NodeJS.Signals): Promise<void> {
  const asked = performance.now()
  command.process.kill(signal)
  expect(await command.ended).toBe(130)
  expect(performance.now() - asked).toBeLessThan(AT_ONCE_MS)
}

describe.skipIf(process.platform === 'win32')('a second signal ends the process at once, also when its threads hang:', () => {
  test('serve', async () => {
    const served = startCommand(program, ['serve', '--port', '0', '--data', join(tempFolder(), 'data')], { preload: hangs() })
    await eventually(() => served.output().includes('Ctrl+C ends it.'), 20_000)
    await hang(served)
    served.process.kill('SIGTERM')
    await eventually(() => served.errors().includes('Ending:'))
    await endsAtOnce(served, 'SIGTERM')
  }, 60_000)

  test('run', async () => {
    const pipeline = join(tempFolder(), 'sleeper.yaml')
    writeFileSync(pipeline, 'name: sleeper\nsteps: [{ id: nap, uses: wait, with: { for: 1h } }]')
    const run = startCommand(program, ['run', pipeline, '--data', join(tempFolder(), 'data')], { preload: hangs() })
    await eventually(() => run.output().includes('nap'), 20_000)
    await hang(run)
    run.process.kill('SIGINT')
    await eventually(() => run.errors().includes('Cancelling'))
    await endsAtOnce(run, 'SIGTERM')
  }, 60_000)
})

test('two SIGINT at the same moment are one press of Ctrl-C, which npm passes on', async () => {
  const served = startCommand(program, ['serve', '--port', '0', '--data', join(tempFolder(), 'data')], { preload: hangs() })
  await eventually(() => served.output().includes('Ctrl+C ends it.'), 20_000)
  // So that it does not end before both have come.
  await hang(served)
  served.process.kill('SIGINT')
  served.process.kill('SIGINT')
  await eventually(() => served.errors().includes('Ending:'))
  served.process.kill('SIGUSR2')
  await eventually(() => served.errors().split('it hangs').length === 3)
  await endsAtOnce(served, 'SIGTERM')
}, 60_000)

describe('Ctrl-C calls off', () => {
  test.each([['backup'], ['check']])(
    '%s, which ends with 130 and leaves nothing',
    async (task) => {
      const dataFolder = join(tempFolder(), 'data')
      const pipeline = join(tempFolder(), 'well.yaml')
      writeFileSync(pipeline, 'name: well\nsteps: [{ id: only, uses: wait, with: { for: 1ms } }]')
      expect(await startCommand(program, ['run', pipeline, '--quiet', '--data', dataFolder]).ended).toBe(0)
      // Enough that it does not end by itself meanwhile.
      onDatabase(join(dataFolder, 'signalbox.db'), (database) => {
        database.exec(
          'create table ballast (text); with recursive n(i) as (select 1 union all select i + 1 from n where i < 200000) insert into ballast select hex(randomblob(500)) from n',
        )
      })
      const to = join(tempFolder(), 'copy')
      const command = startCommand(program, [task, ...(task === 'backup' ? [to] : []), '--data', dataFolder])
      await eventually(() => command.errors().includes('…'), 20_000)
      command.process.kill('SIGINT')
      expect(await command.ended).toBe(130)
      expect(command.errors()).toMatch(/^signalbox: It was called off before it had ended\. Nothing of it is left\.$/m)
      expect([existsSync(to), existsSync(`${to}.partial`)]).toEqual([false, false])
    },
    60_000,
  )
})
