import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from '../support/cli-test'
import { GATED, GREET, WAITER } from './pipeline-files'

test('commands attach to whoever runs the engine of the data folder', async ({ start, cli, file, folder }) => {
  const gate = join(folder, 'gate')
  const owner = start('run', file('gated.yaml', GATED), '--input', `gate=${gate}`)
  await owner.says('gate running')
  expect((await cli('runs', '--status', 'running')).stdout).toContain('SBX-1')
  expect(await cli('run', file('greet.yaml', GREET), '--quiet')).toMatchObject({ code: 0, stderr: '' })
  const follow = start('logs', '-f', 'SBX-1', '--step', 'gate')
  const all = start('logs', '-f', 'SBX-1')
  await all.says('now waiting')
  writeFileSync(gate, '')
  expect(await owner.ended).toMatchObject({ code: 0, stdout: expect.stringContaining('done  all of it') })
  expect((await follow.ended).stdout).toMatch(/^\S+ info {2}gate open\n$/)
  expect((await all.ended).stdout).toMatch(/before now waiting\n.*gate open\n$/)
})

test('a run goes on in another command when the one that ran the engine is killed', async ({ start, file, folder }) => {
  const owner = start('run', file('waiter.yaml', WAITER))
  await owner.says('wait running')
  const gate = join(folder, 'gate')
  const attached = start('run', file('gated.yaml', GATED), '--input', `gate=${gate}`)
  await attached.says('gate running')
  owner.process.kill('SIGKILL')
  await attached.says('This command runs the engine now.')
  writeFileSync(gate, '')
  const { code, stdout, stderr } = await attached.ended
  expect(stderr).toContain('The engine went away')
  expect(stdout.match(/SBX-2 gated started/g)).toHaveLength(1)
  expect(stdout).toMatch(/done {2}all of it\n$/)
  expect(code).toBe(0)
})

test('a command waits for whoever has the data folder and does not listen yet, says so, and goes on', async ({ start, file, dataFolder }) => {
  mkdirSync(dataFolder)
  const lock = new Database(join(dataFolder, 'owner.lock'))
  lock.exec('begin exclusive')
  writeFileSync(join(dataFolder, 'owner.json'), JSON.stringify({ pid: process.pid }))
  const waiting = start('run', file('greet.yaml', GREET), '--quiet')
  await waiting.says(`Another Signalbox (process ${process.pid}) has the data folder`)
  lock.close()
  expect((await waiting.ended).code).toBe(0)
})

test('a database of a newer version is refused and left as it is', async ({ cli, file, dataFolder }) => {
  const path = file('greet.yaml', GREET)
  await cli('run', path, '--quiet')
  const database = new Database(join(dataFolder, 'signalbox.db'))
  database.prepare("insert into kysely_migration values ('9999-of-the-future', '2030-01-01')").run()
  database.close()
  for (const args of [['runs'], ['run', path]]) {
    const { code, stdout, stderr } = await cli(...args)
    expect(stderr).toMatch(/^signalbox: .*newer version of Signalbox.* \[database_newer\]\n$/)
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
  }
})

test('a data folder that cannot be made is one sentence and exit code 3', async ({ cli, file, folder }) => {
  writeFileSync(join(folder, 'in-the-way'), '')
  const { code, stderr } = await cli('run', file('greet.yaml', GREET), '--data', 'in-the-way/data')
  expect(stderr).toMatch(/^signalbox: Signalbox cannot use .*in-the-way\/data as its data folder.* \[data_folder_unusable\]\n$/)
  expect(code).toBe(3)
})

test('a second owner waits for its turn when both start at once', async ({ start, file }) => {
  const path = file('greet.yaml', GREET)
  const ends = await Promise.all(Array.from({ length: 4 }, () => start('run', path, '--quiet').ended))
  expect(ends.map(({ code }) => code)).toEqual([0, 0, 0, 0])
})
