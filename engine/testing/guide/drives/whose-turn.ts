import { expect } from 'vitest'
import { eventually } from '../../engine-harness'
import { startModelServer } from '../../model-server/model-server'
import { sampleService } from '../../sample-service'
import { BINDING, first, inside, modelAt, startRun, type Drive } from '../world'

/** Lessons about queues, places and groups. */
export const WHOSE_TURN: Readonly<Record<string, Drive>> = {
  Queues: async ([example], { engine, press }) => {
    const { engine: { client }, ended } = await engine()
    press.hold()
    const runId = await startRun(client, first([example]))
    await inside(press, 2)
    const heavy = (await client.engine.status()).queues.find(({ name }) => name === 'heavy')
    press.open()
    const run = await ended(runId)
    expect(press.most).toBe(2)
    return [{ run, shown: { 'The queue meanwhile': heavy ?? null } }]
  },

  'Queues of your own': async ([example], { engine }) => {
    const { engine: { client }, ended } = await engine()
    await client.queues.remove({ name: BINDING.name })
    const { text } = first([example])
    const { problems } = await client.pipelines.validate({ text })
    await expect(client.pipelines.save({ text })).rejects.toMatchObject({ code: 'pipeline_invalid' })
    await client.queues.save(BINDING)
    const run = await ended(await startRun(client, { text }))
    await expect(client.queues.remove({ name: BINDING.name })).rejects.toMatchObject({ code: 'queue_in_use' })
    return [{ cases: { 'Once it is added': run }, shown: { 'Before there is such a queue': problems.map(({ message }) => message) } }]
  },

  Priorities: async ([example], { engine, press }) => {
    const { engine: { client }, ended } = await engine()
    press.hold()
    const text = first([example])
    const runs = [await startRun(client, text, { to: 'first' })]
    await inside(press, 1)
    for (const [to, priority] of [['later', -5], ['usual', 0], ['urgent', 5]] as const) runs.push(await startRun(client, text, { to }, priority))
    press.open()
    const [run] = await Promise.all(runs.map(ended))
    return [{ run: first([run]), shown: { 'While one is at work, three are submitted: *later* with -5, *usual* with 0 and *urgent* with 5. The press gets': press.requests.map((each) => each.text) } }]
  },

  Fairness: async ([flood, drop], { engine, press }) => {
    const { engine: { client }, ended } = await engine()
    press.hold()
    const floods: string[] = []
    for (let number = 1; number <= 5; number++) {
      floods.push(await startRun(client, first([flood]), { number }))
      await inside(press, 1)
    }
    const runId = await startRun(client, first([drop]))
    press.open()
    const run = await ended(runId)
    const [one] = await Promise.all(floods.map(ended))
    return [
      { run: first([one]) },
      { run, shown: { 'Five runs of the flood wait when it comes, and the first of them is at work. The press gets': press.requests.map(({ text }) => text) } },
    ]
  },

  'Services and their places': async ([example], { engine, press }) => {
    const { engine: { client }, ended } = await engine()
    await client.services.save({ service: sampleService({ name: 'press', baseUrl: press.url, path: '/print', concurrency: 2 }) })
    press.hold()
    const runId = await startRun(client, first([example]))
    await inside(press, 2)
    const { items } = await client.runs.items({ runId, stepId: 'print' })
    press.open()
    const run = await ended(runId)
    expect(press.most).toBe(2)
    return [{ run, shown: { 'At a press with two places, its items are meanwhile': items.map(({ status, waiting }) => waiting?.reason ?? status) } }]
  },

  'Models and their limits': async ([example], { engine, models }) => {
    const { engine: { client }, ended } = await engine()
    const limited = await startModelServer({ limit: { requests: 5, windowMs: 300, told: 'headers' } })
    try {
      await client.models.save({ model: modelAt(limited) })
      const run = await ended(await startRun(client, first([example])))
      await client.models.save({ model: { ...modelAt(models), requestsPerMinute: 10 } })
      const held = await startRun(client, first([example]))
      const because = async () => (await client.queues.list()).lanes[0]?.shut?.because ?? null
      await eventually(async () => (await because()) === 'has reached the limit that it was given here')
      const said = await because()
      await client.runs.cancel({ runId: held })
      return [{
        cases: { 'At a provider that takes five at a time, and says so': run },
        shown: { 'How many it refused': limited.refused.length, 'With a limit of ten a minute of your own, the model is shut meanwhile, because it': said },
      }]
    } finally {
      await limited.close()
    }
  },

  'Groups that wait': async ([example], { engine, press }) => {
    const { engine: { client }, ended } = await engine()
    press.hold()
    const text = first([example])
    const one = await startRun(client, text)
    const bergen = await startRun(client, text, { town: 'Bergen' })
    await inside(press, 2)
    const waiting = await startRun(client, text)
    const { status, waitsForGroup } = await client.runs.get({ run: waiting })
    const { group = '', limit = 0, ahead = 0, holders = [] } = waitsForGroup ?? {}
    press.release('News of Oslo')
    await ended(one)
    await eventually(() => press.inside().includes('News of Oslo'))
    press.open()
    const run = await ended(waiting)
    await ended(bergen)
    return [{
      cases: { 'As soon as the one for Oslo has ended': run },
      shown: { 'While another run for Oslo and one for Bergen are at work': { status, group, limit, ahead, 'held by': holders.map(({ externalId }) => externalId) } },
    }]
  },

  'Groups that skip': async ([example], { engine, press }) => {
    const { engine: { client }, ended } = await engine()
    press.hold()
    const one = await startRun(client, first([example]))
    await inside(press, 1)
    const run = await ended(await startRun(client, first([example])))
    press.open()
    await ended(one)
    return [{ cases: { 'Started while another is at work': run }, shown: { 'The reason': run.error?.message ?? '' } }]
  },

  'Groups that make room': async ([example], { engine, press }) => {
    const { engine: { client }, ended } = await engine()
    press.hold()
    const older = await startRun(client, first([example]))
    await inside(press, 1)
    const newer = await startRun(client, first([example]))
    const left = await ended(older)
    press.open()
    return [{ cases: { 'When a newer one comes': left, 'As the newer one': await ended(newer) }, shown: { 'The reason': left.error?.message ?? '' } }]
  },
}
