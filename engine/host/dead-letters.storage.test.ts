import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { checkFile } from '../testing/history/check-file'
import { eventually, fail, startEngine, succeed, type Behaviour, type EngineHarness } from '../testing/engine-harness'
import { onDatabase } from '../testing/on-database'

const opened: EngineHarness[] = []
afterEach(async () => {
  for (const engine of opened.splice(0)) {
    await engine.engine.stop(200)
    expect(onDatabase(join(engine.dataFolder, 'signalbox.db'), checkFile)).toEqual([])
    await engine.stop()
  }
})

let down = true
const behaviours: Readonly<Record<string, Behaviour>> = {
  ok: () => succeed(),
  call: (args) => (down ? fail(`The server "${String(args['name'])}" answered with 503 after ${String(args['ms'] ?? 10)} ms.`, true) : succeed('there')),
  forever: (_args, { signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('stopped')))),
}

async function engine(): Promise<EngineHarness> {
  down = true
  const harness = await startEngine({ behaviours })
  opened.push(harness)
  return harness
}

const calling = (name: string, ms = 10, pipeline = 'calls') => `
name: ${pipeline}
steps:
  - { id: before, uses: probe, with: { do: ok } }
  - { id: call, uses: probe, needs: [before], retry: { attempts: 2, delay: 0 }, with: { do: call, name: ${name}, ms: ${ms} } }
  - { id: after, uses: probe, needs: [call], with: { do: ok } }
`

describe('a dead letter', () => {
  it('is left by each step that failed for good, once its run has failed', async () => {
    const harness = await engine()
    const run = await harness.run(calling('a'))
    const { items, total } = await harness.engine.client.deadLetters.list({})
    expect(total).toBe(1)
    expect(items).toMatchObject([
      { runId: run.id, externalId: run.externalId, stepId: 'call', pipelineName: 'calls', attempts: 2, itemsFailed: 0, status: 'open', at: run.finishedAt, replay: null, shape: 'step_failed: The server … answered with # after # ms.' },
    ])
  })

  it('counts the items that failed, and is told why', async () => {
    const harness = await engine()
    await harness.run('name: items\ndefaults: { retry: { attempts: 1 } }\nsteps:\n  - { id: each, uses: probe, map: { over: "[1, 2, 3]", on_item_error: fail, max_parallel: 3 }, with: { do: call, name: x } }')
    const [letter] = (await harness.engine.client.deadLetters.list({})).items
    expect(letter).toMatchObject({ stepId: 'each', error: { code: 'items_failed', message: expect.stringMatching(/^\d of 3 items .* Item \d: The server "x" answered/) }, shape: 'step_failed: The server … answered with # after # ms.' })
    expect(letter?.itemsFailed).toBeGreaterThan(0)
  })

  it('is not left by what only the file can mend, by a run that was cancelled, or by what runs on failure', async () => {
    const harness = await engine()
    const { client } = harness.engine
    await harness.run('name: wrong\nsteps:\n  - { id: a, uses: probe, if: "steps.b.output.x.y == 1", needs: [b], with: { do: ok } }\n  - { id: b, uses: probe, with: { do: ok } }')
    const runId = await harness.start('name: stopped\ndefaults: { retry: { attempts: 1 } }\nsteps:\n  - { id: a, uses: probe, with: { do: call, name: a } }\n  - { id: b, uses: probe, with: { do: forever } }')
    await eventually(async () => (await client.runs.get({ run: runId })).stepsFailed === 1)
    await client.runs.cancel({ runId })
    await harness.ended(runId)
    await harness.run('name: tells\ndefaults: { retry: { attempts: 1 } }\nsteps:\n  - { id: a, uses: probe, with: { do: call, name: a } }\non_failure:\n  - { id: tell, uses: probe, with: { do: call, name: tell } }')
    expect((await client.deadLetters.list({})).items.map(({ pipelineName, stepId }) => [pipelineName, stepId])).toEqual([['tells', 'a']])
  })

  it('stands with those of the same cause, and can be looked for by pipeline, status and cause', async () => {
    const harness = await engine()
    const { client } = harness.engine
    await harness.run(calling('a', 10))
    const second = await harness.run(calling('b', 20))
    await harness.run(calling('a', 10, 'others'))
    const { groups, open } = await client.deadLetters.groups({})
    expect(open).toBe(3)
    expect(groups.map(({ pipelineName, count, newest }) => [pipelineName, count, newest.externalId])).toEqual([
      ['others', 1, 'SBX-3'],
      ['calls', 2, second.externalId],
    ])
    const { pipelineId, shape } = groups[1] ?? { pipelineId: '', shape: '' }
    expect((await client.deadLetters.list({ filter: { pipelineId, shape, status: 'open' }, limit: 1 })).total).toBe(2)
    expect((await client.deadLetters.list({ filter: { status: 'replayed' } })).total).toBe(0)
  })
})

describe('replaying', () => {
  it('retries the run of each letter in one command, and the letters name the runs', async () => {
    const harness = await engine()
    const { client } = harness.engine
    const runs = [await harness.run(calling('a')), await harness.run(calling('b'))]
    const letters = (await client.deadLetters.list({})).items
    down = false
    const { replayed, refused } = await client.deadLetters.replay({ letterIds: letters.map(({ id }) => id) })
    expect(refused).toEqual([])
    expect(replayed).toHaveLength(2)
    for (const { runId } of replayed) expect((await harness.ended(runId)).status).toBe('succeeded')
    const after = (await client.deadLetters.list({ filter: { status: 'replayed' } })).items
    expect(new Set(after.map(({ replay }) => replay?.runId))).toEqual(new Set(replayed.map(({ runId }) => runId)))
    expect(harness.calls.filter(({ runId, stepId }) => replayed.some((each) => each.runId === runId) && stepId === 'before')).toEqual([])
    expect(runs.map(({ status }) => status)).toEqual(['failed', 'failed'])
  })

  it('starts one run for all letters of a run, and none a second time', async () => {
    const harness = await engine()
    const { client } = harness.engine
    await harness.run('name: two\ndefaults: { retry: { attempts: 1 } }\nsteps:\n  - { id: a, uses: probe, with: { do: call, name: a } }\n  - { id: b, uses: probe, with: { do: call, name: b } }')
    const letterIds = (await client.deadLetters.list({})).items.map(({ id }) => id)
    expect(letterIds).toHaveLength(2)
    down = false
    const first = await client.deadLetters.replay({ letterIds })
    expect(first.replayed).toHaveLength(1)
    const again = await client.deadLetters.replay({ letterIds })
    expect(again.replayed).toEqual([])
    expect(again.refused.map(({ error }) => error.code)).toEqual(['dead_letter_closed', 'dead_letter_closed'])
    await harness.ended(first.replayed[0]?.runId ?? '')
  })

  it('is what a retry of the run does, too; a run that fails again leaves a letter of its own', async () => {
    const harness = await engine()
    const { client } = harness.engine
    const run = await harness.run(calling('a'))
    const retried = await harness.ended((await client.runs.retry({ run: run.id })).runId)
    const { items } = await client.deadLetters.list({})
    expect(items.map(({ runId, status }) => [runId, status])).toEqual([
      [retried.id, 'open'],
      [run.id, 'replayed'],
    ])
  })

  it('is open again when the run that was to do it is cancelled, and can be replayed once more', async () => {
    const harness = await engine()
    const { client } = harness.engine
    const run = await harness.run(calling('a').replace('{ id: after, uses: probe, needs: [call], with: { do: ok } }', '{ id: after, uses: probe, needs: [call], with: { do: forever } }'))
    const [letter] = (await client.deadLetters.list({})).items
    const replay = async () => (await client.deadLetters.replay({ letterIds: [letter?.id ?? ''] })).replayed[0]?.runId ?? ''
    const found = async () => (await client.deadLetters.list({})).items.map(({ status, closedAt, replay: by }) => [status, closedAt === null, by?.runId])
    down = false
    const first = await replay()
    expect(await found()).toEqual([['replayed', false, first]])
    await client.runs.cancel({ runId: first })
    await harness.ended(first)
    expect(await found()).toEqual([['open', true, first]])
    const second = await replay()
    expect(second).not.toBe(first)
    expect(await found()).toEqual([['replayed', false, second]])
    await client.runs.cancel({ runId: second })
    await harness.ended(second)
    // Whoever retries the cancelled run does its work, too.
    const third = (await client.runs.retry({ run: second })).runId
    expect(await found()).toEqual([['replayed', false, third]])
    await client.runs.cancel({ runId: third })
    await harness.ended(third)
    expect(await found()).toEqual([['open', true, third]])
    expect((await client.runs.get({ run: run.id })).status).toBe('failed')
  })

  it('stays open when the run that was to do it found no place in its group', async () => {
    const harness = await engine()
    const { client } = harness.engine
    const text = 'name: skipping\nconcurrency: { limit: 1, overlap: skip }\ninputs: { hold: { type: boolean, default: false } }\ndefaults: { retry: { attempts: 1 } }\nsteps:\n  - { id: hold, uses: probe, if: inputs.hold, with: { do: forever } }\n  - { id: call, uses: probe, needs: [hold], with: { do: call, name: a } }'
    await harness.run(text)
    const holder = await harness.start(text, { hold: true })
    const letterIds = (await client.deadLetters.list({})).items.map(({ id }) => id)
    const { replayed } = await client.deadLetters.replay({ letterIds })
    const skipped = await harness.ended(replayed[0]?.runId ?? '')
    expect(skipped).toMatchObject({ status: 'cancelled', error: { code: 'run_skipped' } })
    expect((await client.deadLetters.list({})).items).toMatchObject([{ status: 'open', replay: { runId: skipped.id } }])
    await client.runs.cancel({ runId: holder })
    await harness.ended(holder)
    down = false
    const again = await client.deadLetters.replay({ letterIds })
    expect((await harness.ended(again.replayed[0]?.runId ?? '')).status).toBe('succeeded')
    expect((await client.deadLetters.list({})).items).toMatchObject([{ status: 'replayed' }])
  })

  it('names what cannot be retried, and goes on with the others', async () => {
    const harness = await engine()
    const { client } = harness.engine
    await harness.run(calling('a'))
    await harness.run(calling('b', 10, 'gone'))
    const { pipelineId } = (await client.deadLetters.list({})).items[0] ?? { pipelineId: '' }
    await client.pipelines.remove({ pipelineId })
    down = false
    const letterIds = (await client.deadLetters.list({})).items.map(({ id }) => id)
    const { replayed, refused } = await client.deadLetters.replay({ letterIds: [...letterIds, '01980000-0000-7000-8000-000000000001'] })
    expect(replayed).toHaveLength(1)
    expect(refused.map(({ error }) => error.code).toSorted()).toEqual(['dead_letter_not_found', 'pipeline_not_found'])
    await harness.ended(replayed[0]?.runId ?? '')
  })
})

describe('dismissing', () => {
  it('closes open letters with a reason, and leaves others as they are', async () => {
    const harness = await engine()
    const { client } = harness.engine
    await harness.run(calling('a'))
    const letterIds = (await client.deadLetters.list({})).items.map(({ id }) => id)
    await expect(client.deadLetters.dismiss({ letterIds, reason: '  ' })).rejects.toMatchObject({ code: 'request_invalid' })
    expect(await client.deadLetters.dismiss({ letterIds, reason: 'It was a trial.' })).toEqual({ dismissed: 1 })
    expect(await client.deadLetters.dismiss({ letterIds, reason: 'Another.' })).toEqual({ dismissed: 0 })
    expect((await client.deadLetters.list({})).items).toMatchObject([{ status: 'dismissed', reason: 'It was a trial.' }])
    expect((await client.deadLetters.groups({})).open).toBe(0)
  })
})
