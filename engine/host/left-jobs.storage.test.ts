import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { eventually, startEngine, type EngineHarness } from '../testing/engine-harness'
import { onDatabase } from '../testing/on-database'
import { samplePoll, sampleService } from '../testing/sample-service'

/** Jobs of services, that go on whatever becomes of the attempts that submitted them. */

async function printer() {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    response.writeHead(200, { 'content-type': 'application/json' }).end(request.method === 'POST' ? '{"job_id":"job 1"}' : '{"status":"running"}')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  return { baseUrl: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, asked, calledOff: () => asked.filter((line) => line.startsWith('DELETE')) }
}

const TEXT = 'name: prints\nsteps: [{ id: print, uses: service, retry: { attempts: 2, delay: 1h }, with: { service: printer } }]'

/** A run that waits for its second attempt, while the job of the first goes on. */
async function waitingForRetry({ engine: { client }, start }: EngineHarness, baseUrl: string): Promise<string> {
  await client.services.save({ service: sampleService({ name: 'printer', baseUrl, poll: samplePoll({ deadlineMs: 1000, cancel: { method: 'DELETE', path: null } }) }) })
  const runId = await start(TEXT)
  await eventually(async () => (await client.runs.get({ run: runId })).steps[0]?.waiting?.reason === 'retry')
  return runId
}

test('a cancel between two attempts calls off the job that the first has submitted', async () => {
  const { baseUrl, calledOff } = await printer()
  const harness = await startEngine({ behaviours: {} })
  onTestFinished(() => harness.stop())
  const runId = await waitingForRetry(harness, baseUrl)
  expect(calledOff()).toEqual([])
  await harness.engine.client.runs.cancel({ runId })
  await eventually(() => calledOff().length === 1)
  expect(calledOff()).toEqual(['DELETE /jobs/job%201'])
  await eventually(async () => (await harness.engine.client.runs.log({ runId })).lines.at(-1)?.text === 'The service "printer" was told to call off the job job 1.')
})

test('the job is known to the next process, too, and is called off once', async () => {
  const { baseUrl, calledOff } = await printer()
  const dataFolder = await mkdtemp(join(tmpdir(), 'signalbox-jobs-'))
  onTestFinished(() => rm(dataFolder, { recursive: true }))
  const file = join(dataFolder, 'signalbox.db')
  const jobs = () => onDatabase(file, (database) => database.prepare<[], { job: string }>('select job from jobs').all())
  const first = await startEngine({ behaviours: {}, dataFolder })
  const runId = await waitingForRetry(first, baseUrl)
  await first.stop()
  expect(jobs()).toEqual([{ job: '{"service":"printer","job":"job 1"}' }])
  // As if the process had died right after the cancel.
  onDatabase(file, (database) => {
    database.prepare("update step_runs set status = 'cancelled', waiting_reason = null, wake_at = null, finished_at = 1 where run_id = ?").run(runId)
    database.prepare("update attempts set status = 'cancelled', finished_at = 1 where status = 'queued'").run()
    database.prepare("update runs set status = 'cancelled', finished_at = 1, steps_open = 0, steps_active = 0 where id = ?").run(runId)
  })
  const second = await startEngine({ behaviours: {}, dataFolder })
  await eventually(() => calledOff().length === 1)
  await eventually(() => jobs().length === 0)
  await second.stop()
  const third = await startEngine({ behaviours: {}, dataFolder })
  await third.stop()
  expect(calledOff()).toEqual(['DELETE /jobs/job%201'])
})

test('the job of a step that gives up is forgotten, and goes on', async () => {
  const { baseUrl, calledOff } = await printer()
  const harness = await startEngine({ behaviours: {} })
  onTestFinished(() => harness.stop())
  const { client } = harness.engine
  await client.services.save({ service: sampleService({ name: 'printer', baseUrl, maxAttempts: 1, poll: samplePoll({ deadlineMs: 1000, cancel: { method: 'DELETE', path: null } }) }) })
  expect((await harness.run(TEXT)).status).toBe('failed')
  await eventually(() => onDatabase(join(harness.dataFolder, 'signalbox.db'), (database) => database.prepare('select 1 from jobs').all().length) === 0)
  expect(calledOff()).toEqual([])
})
