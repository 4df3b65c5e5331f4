import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from '../support/desktop-test'
import { engineState, recordEngineStates } from '../support/engine-states'
import type { RunningApp } from '../support/launch-app'

const attachedTo = ({ page }: RunningApp) => page.getByRole('status', { name: 'Attached to' })

test('an engine that is killed comes back by itself, and the page with it; each kill in a row waits twice as long, and the page says what it waits for', async ({
  desktop,
}) => {
  await expect(attachedTo(desktop)).toContainText('embedded engine, live')
  const states = await recordEngineStates(desktop.page)
  const killed = await desktop.enginePid()
  process.kill(killed, 'SIGKILL')

  await expect.poll(async () => (await states()).at(-1)).toEqual({ state: 'live', reason: null, restartInMs: null, restarts: 1 })
  expect((await states())[0]).toMatchObject({ state: 'restarting', reason: { code: 'engine_unavailable' }, restartInMs: 250, restarts: 0 })
  expect(await desktop.enginePid()).not.toBe(killed)
  await expect(attachedTo(desktop)).toContainText('embedded engine, live')

  for (let kills = 2; kills <= 3; kills++) {
    await expect.poll(async () => (await states()).at(-1)).toMatchObject({ state: 'live', restarts: kills - 1 })
    process.kill(await desktop.enginePid(), 'SIGKILL')
  }
  const banner = desktop.page.getByText('The engine stopped and is coming back.')
  await expect(banner).toBeVisible()
  await expect(attachedTo(desktop)).toContainText('reconnecting')
  await expect(banner).toBeHidden()
  await expect(attachedTo(desktop)).toContainText('live')
  expect((await states()).map((state) => state.restartInMs).filter((wait) => wait !== null)).toEqual([250, 500, 1000])
})

test('an engine whose data folder is in use stays down, says so, and starts when it is asked to; it ends with the app, after giving the folder back', async ({ dataFolder, launch }) => {
  const owner = new Database(join(dataFolder, 'owner.lock'))
  owner.exec('begin exclusive')
  const desktop = await launch(dataFolder)

  await expect(desktop.page.getByText('The engine is not running.')).toBeVisible()
  await expect(desktop.page.getByText(/is in use by another Signalbox/).first()).toBeVisible()
  expect(await engineState(desktop.page)).toMatchObject({ state: 'down', reason: { code: 'data_folder_in_use' }, restartInMs: null, restarts: 0 })

  owner.close()
  await desktop.page.getByRole('button', { name: 'Start it again' }).click()
  await expect(attachedTo(desktop)).toContainText('embedded engine, live')

  expect(existsSync(join(dataFolder, 'owner.json'))).toBe(true)
  const engine = await desktop.enginePid()
  await desktop.close()
  await expect.poll(() => isRunning(engine)).toBe(false)
  expect(existsSync(join(dataFolder, 'owner.json'))).toBe(false)
})

test('the app can be closed while its engine is down', async ({ dataFolder, launch }) => {
  const owner = new Database(join(dataFolder, 'owner.lock'))
  owner.exec('begin exclusive')
  const desktop = await launch(dataFolder)
  await expect(attachedTo(desktop)).toContainText('not running')
  const ended = once(desktop.app.process(), 'exit')
  await desktop.close()
  expect(await ended).toEqual([0, null])
  owner.close()
})

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('a damaged database keeps the engine down; started empty, what was there is kept', async ({ dataFolder, launch }) => {
  const file = join(dataFolder, 'signalbox.db')
  writeFileSync(file, 'Dear diary,\n'.repeat(1000))
  const desktop = await launch(dataFolder)
  await expect(desktop.page.getByText(/it does not begin as a database does/).first()).toBeVisible()
  expect(await engineState(desktop.page)).toMatchObject({ state: 'down', reason: { code: 'storage_corrupt' }, restarts: 0 })

  await desktop.page.getByRole('button', { name: 'What can be done …' }).click()
  await desktop.page.getByRole('button', { name: 'Start empty' }).click()
  await expect(desktop.page.getByText(/What was there is kept in .*set-aside-/)).toBeVisible()
  await desktop.page.getByRole('button', { name: 'Start the engine' }).click()
  await expect(attachedTo(desktop)).toContainText('embedded engine, live')
  const aside = readdirSync(dataFolder).filter((name) => name.startsWith('set-aside-'))
  expect(aside.map((name) => readFileSync(join(dataFolder, name, 'signalbox.db'), 'utf8').slice(0, 11))).toEqual(['Dear diary,'])
})
