import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RunDetail } from '../contract/run'
import { eventually, fail, startEngine, succeed, type EngineHarness } from '../testing/engine-harness'

/** What a run promises (the product's word for word), on the real storage. */

let harness: EngineHarness
const gates = new Map<string, () => void>()
const tries = new Map<string, number>()

beforeAll(async () => {
  harness = await startEngine({
    behaviours: {
      echo: ({ value }) => succeed(value ?? null),
      gate: ({ name }, { signal }) =>
        new Promise((resolve, reject) => {
          gates.set(String(name), () => resolve(succeed(name ?? null)))
          signal.addEventListener('abort', () => reject(signal.reason), { once: true })
        }),
      fail: ({ message }) => fail(String(message)),
      flaky: ({ name, times }) => {
        const count = (tries.get(String(name)) ?? 0) + 1
        tries.set(String(name), count)
        return count <= Number(times) ? fail(`try ${count}`, true) : succeed(count)
      },
      deaf: () => new Promise(() => undefined),
      big: ({ size }) => succeed('x'.repeat(Number(size))),
      pause: ({ ms }, { now }) => ({ kind: 'waiting', until: now() + Number(ms), output: { waited: ms ?? 0 } }),
      say: ({ lines }, { log }) => {
        for (let line = 1; line <= Number(lines); line++) log('info', `line ${line}`)
        return succeed()
      },
    },
  })
})
afterAll(() => harness.stop())

const step = (run: RunDetail, stepId: string) => {
  const found = run.steps.find((candidate) => candidate.stepId === stepId)
  if (found === undefined) throw new Error(`no step ${stepId}`)
  return found
}
const statuses = (run: RunDetail) => Object.fromEntries(run.steps.map(({ stepId, status }) => [stepId, status]))
const output = async (run: RunDetail, stepId: string) => (await harness.engine.client.runs.step({ stepRunId: step(run, stepId).id })).output

describe('order and values', () => {
  test('a step starts after those it needs, and gets their outputs with types kept', async () => {
    const run = await harness.run(
      `
name: order
inputs: { start: { type: integer, required: true } }
steps:
  - { id: one, uses: probe, with: { do: echo, value: "\${{ inputs.start + 1 }}" } }
  - { id: two, uses: probe, needs: [one], with: { do: echo, value: { n: "\${{ steps.one.output * 2 }}", text: "n is \${{ steps.one.output }}", list: ["\${{ steps.one.output > 4 }}"] } } }
outputs: { result: "\${{ steps.two.output }}", fixed: true }
`,
      { start: 4 },
    )
    expect(run.status).toBe('succeeded')
    expect(run.output).toEqual({ kind: 'json', value: { result: { n: 10, text: 'n is 5', list: [true] }, fixed: true } })
    const [one, two] = [step(run, 'one'), step(run, 'two')]
    expect(two.startedAt).toBeGreaterThanOrEqual(one.finishedAt ?? Number.POSITIVE_INFINITY)
  })

  test('steps that do not need each other run at the same time', async () => {
    const runId = await harness.start(`
name: parallel
steps:
  - { id: left, uses: probe, with: { do: gate, name: left } }
  - { id: right, uses: probe, with: { do: gate, name: right } }
  - { id: last, uses: probe, needs: [left, right], with: { do: echo, value: "\${{ steps.left.output + steps.right.output }}" } }
`)
    await eventually(() => gates.has('left') && gates.has('right'))
    gates.get('left')?.()
    gates.get('right')?.()
    const run = await harness.ended(runId)
    expect(await output(run, 'last')).toEqual({ kind: 'json', value: 'leftright' })
  })

  test('a step whose condition is false is skipped, and satisfies whoever needs it', async () => {
    const run = await harness.run(`
name: condition
steps:
  - { id: first, uses: probe, with: { do: echo, value: 1 } }
  - { id: maybe, uses: probe, needs: [first], if: "steps.first.output > 1", with: { do: echo, value: 2 } }
  - { id: after, uses: probe, needs: [maybe], with: { do: echo, value: "\${{ steps.maybe.output }}" } }
`)
    expect(statuses(run)).toEqual({ first: 'succeeded', maybe: 'skipped', after: 'succeeded' })
    expect(step(run, 'maybe').skipReason).toBe('condition')
    expect(await output(run, 'after')).toEqual({ kind: 'json', value: null })
  })

  test('a failed step fails the run; what needs it is skipped, what does not goes on, what asks for the failure runs', async () => {
    const run = await harness.run(`
name: failing
steps:
  - { id: bad, uses: probe, with: { do: fail, message: no luck } }
  - { id: good, uses: probe, with: { do: echo, value: 1 } }
  - { id: after_bad, uses: probe, needs: [bad], with: { do: echo, value: 1 } }
  - { id: further, uses: probe, needs: [after_bad, good], with: { do: echo, value: 1 } }
  - { id: rescue, uses: probe, needs: [{ step: bad, on: [failed] }], with: { do: echo, value: "\${{ steps.bad.error.message }}" } }
`)
    expect(run.status).toBe('failed')
    expect(run.error).toMatchObject({ code: 'step_failed', message: expect.stringContaining('no luck') })
    expect(statuses(run)).toEqual({ bad: 'failed', good: 'succeeded', after_bad: 'skipped', further: 'skipped', rescue: 'succeeded' })
    expect(await output(run, 'rescue')).toEqual({ kind: 'json', value: 'no luck' })
  })

  test('an expression that fails names itself and fails the step without a retry', async () => {
    const run = await harness.run(`
name: bad-expression
steps:
  - { id: first, uses: probe, with: { do: echo, value: { a: 1 } } }
  - { id: second, uses: probe, needs: [first], with: { do: echo, value: "\${{ steps.first.output.b.c }}" } }
`)
    expect(step(run, 'second').error).toMatchObject({ code: 'expression_failed', message: expect.stringContaining('steps.first.output.b.c') })
    expect(step(run, 'second').attempt).toBe(1)
  })

  test('an output of more than 64 KiB becomes an artifact and is whole for the next step', async () => {
    const run = await harness.run(`
name: large
steps:
  - { id: make, uses: probe, with: { do: big, size: 200000 } }
  - { id: measure, uses: probe, needs: [make], with: { do: echo, value: "\${{ size(steps.make.output) }}" } }
`)
    const made = await output(run, 'make')
    expect(made).toMatchObject({ kind: 'artifact', bytes: 200_002 })
    expect(await output(run, 'measure')).toEqual({ kind: 'json', value: 200_000 })
    if (made.kind !== 'artifact') throw new Error('not an artifact')
    const first = await harness.engine.client.artifacts.read({ sha256: made.sha256 })
    expect([first.text.length, first.nextOffset]).toEqual([200_002, null])
  })
})

describe('map', () => {
  test('runs a step once for each item, not more than max_parallel at a time, and joins in order', async () => {
    const runId = await harness.start(
      `
name: mapping
inputs: { list: { type: array, required: true } }
steps:
  - id: each
    uses: probe
    map: { over: inputs.list, max_parallel: 2 }
    with: { do: gate, name: "item \${{ item }} at \${{ index }}" }
  - { id: join, uses: probe, needs: [each], with: { do: echo, value: "\${{ steps.each.output }}" } }
`,
      { list: ['a', 'b', 'c'] },
    )
    await eventually(() => gates.has('item a at 0') && gates.has('item b at 1'))
    expect(gates.has('item c at 2')).toBe(false)
    gates.get('item b at 1')?.()
    await eventually(() => gates.has('item c at 2'))
    gates.get('item c at 2')?.()
    gates.get('item a at 0')?.()
    const run = await harness.ended(runId)
    expect(await output(run, 'join')).toEqual({ kind: 'json', value: ['item a at 0', 'item b at 1', 'item c at 2'] })
    expect(step(run, 'each').map).toEqual({ total: 3, done: 3, failed: 0, running: 0, reused: 0 })
  })

  test('an item that fails fails the step, and no further item is begun', async () => {
    const run = await harness.run(`
name: mapping-fails
steps:
  - id: each
    uses: probe
    map: { over: "[1, 2, 3, 4]", max_parallel: 1 }
    with: { do: "\${{ item == 2 ? 'fail' : 'echo' }}", message: second, value: "\${{ item }}" }
`)
    expect(run.status).toBe('failed')
    expect(step(run, 'each')).toMatchObject({ status: 'failed', error: { code: 'items_failed' } })
    const items = await harness.engine.client.runs.items({ runId: run.id, stepId: 'each' })
    expect(items.items.map(({ status }) => status)).toEqual(['succeeded', 'failed', 'cancelled', 'cancelled'])
  })

  test('on_item_error continue: a failed item leaves null in the output and its error beside it', async () => {
    const run = await harness.run(`
name: mapping-continues
steps:
  - id: each
    uses: probe
    map: { over: "[1, 2, 3]", on_item_error: continue }
    with: { do: "\${{ item == 2 ? 'fail' : 'echo' }}", message: second, value: "\${{ item }}" }
  - { id: after, uses: probe, needs: [each], with: { do: echo, value: { out: "\${{ steps.each.output }}", errors: "\${{ steps.each.errors }}" } } }
`)
    expect(run.status).toBe('succeeded')
    expect(await output(run, 'after')).toEqual({ kind: 'json', value: { out: [1, null, 3], errors: [null, { code: 'step_failed', message: 'second' }, null] } })
  })

  test('an empty list succeeds with an empty list', async () => {
    const run = await harness.run(`
name: mapping-nothing
steps:
  - { id: each, uses: probe, map: { over: "[]" }, with: { do: echo, value: 1 } }
  - { id: after, uses: probe, needs: [each], with: { do: echo, value: "\${{ steps.each.output }}" } }
`)
    expect(await output(run, 'after')).toEqual({ kind: 'json', value: [] })
  })
})

describe('retry and time', () => {
  test('a transient failure is tried again with the same idempotency key, up to the policy', async () => {
    const text = (attempts: number) => `
name: retrying
steps:
  - { id: flaky, uses: probe, retry: { attempts: ${attempts}, backoff: fixed, delay: 10ms, max: 10ms, jitter: none }, with: { do: flaky, name: "of ${attempts}", times: 2 } }
`
    const good = await harness.run(text(3))
    expect(good.status).toBe('succeeded')
    expect(step(good, 'flaky').attempts.map(({ number, status }) => [number, status])).toEqual([
      [1, 'failed'],
      [2, 'failed'],
      [3, 'succeeded'],
    ])
    const keys = harness.calls.filter(({ runId }) => runId === good.id).map(({ key }) => key)
    expect(new Set(keys).size).toBe(1)
    const bad = await harness.run(text(2))
    expect(bad.status).toBe('failed')
    expect(step(bad, 'flaky')).toMatchObject({ attempt: 2, error: { message: 'try 2' } })
  })

  test('an attempt that takes longer than its limit is aborted, also when it does not listen', async () => {
    const run = await harness.run(`
name: too-long
steps:
  - { id: deaf, uses: probe, timeout: 50ms, retry: { attempts: 1 }, with: { do: deaf } }
`)
    expect(step(run, 'deaf').error).toMatchObject({ code: 'timeout', message: expect.stringContaining('0.05 s') })
  })

  test('a wait holds no place, and gives out its value when it is over', async () => {
    const run = await harness.run(`
name: waiting
steps:
  - { id: pause, uses: probe, with: { do: pause, ms: 30 } }
  - { id: after, uses: probe, needs: [pause], with: { do: echo, value: "\${{ steps.pause.output.waited }}" } }
`)
    expect(await output(run, 'after')).toEqual({ kind: 'json', value: 30 })
    expect(step(run, 'pause').attempts.map(({ status }) => status)).toEqual(['succeeded'])
  })
})

describe('cancel', () => {
  test('aborts what runs, cancels what waits, and says what it did', async () => {
    const runId = await harness.start(`
name: cancelling
steps:
  - { id: done, uses: probe, with: { do: echo, value: 1 } }
  - { id: held, uses: probe, needs: [done], with: { do: gate, name: held } }
  - { id: mapped, uses: probe, needs: [done], map: { over: "[1, 2, 3]", max_parallel: 2 }, with: { do: gate, name: "mapped \${{ index }}" } }
  - { id: later, uses: probe, needs: [held, mapped], with: { do: echo, value: 1 } }
`)
    await eventually(() => gates.has('held') && gates.has('mapped 1'))
    const receipt = await harness.engine.client.runs.cancel({ runId })
    expect(receipt).toMatchObject({ stepsStopped: 3, stepsAlreadyDone: 1, run: { status: 'cancelled' } })
    expect(receipt.stoppedInMs).toBeLessThan(1000)
    const run = await harness.ended(runId)
    expect(statuses(run)).toEqual({ done: 'succeeded', held: 'cancelled', mapped: 'cancelled', later: 'cancelled' })
    await expect(harness.engine.client.runs.cancel({ runId })).rejects.toMatchObject({ code: 'run_already_finished' })
  })
})

describe('idempotency', () => {
  test('the same key and input give the same run; the same key with another input is refused', async () => {
    const text = `
name: once
inputs: { n: { type: integer, required: true } }
steps:
  - { id: only, uses: probe, with: { do: echo, value: "\${{ inputs.n }}" } }
`
    const first = await harness.start(text, { n: 1 }, { idempotencyKey: 'k' })
    expect(await harness.start(text, { n: 1 }, { idempotencyKey: 'k' })).toBe(first)
    await expect(harness.start(text, { n: 2 }, { idempotencyKey: 'k' })).rejects.toMatchObject({ code: 'idempotency_conflict' })
    // The retry of a submission finds its run also when the pipeline has changed meanwhile.
    expect(await harness.start(`${text}# changed\n`, { n: 1 }, { idempotencyKey: 'k' })).toBe(first)
    const run = await harness.ended(first)
    expect(harness.calls.filter(({ runId }) => runId === run.id)).toHaveLength(1)
  })
})

describe('history and log', () => {
  test('the history is gapless, and a reader that comes back gets what it has not seen', async () => {
    const run = await harness.run(`
name: history
steps:
  - { id: one, uses: probe, with: { do: echo, value: 1 } }
  - { id: two, uses: probe, needs: [one], with: { do: echo, value: 1 } }
`)
    const read = async (afterSeq: number) => {
      const events = []
      for await (const batch of await harness.engine.client.runs.watch({ runId: run.id, afterSeq })) events.push(...batch)
      return events
    }
    const all = await read(0)
    expect(all.map(({ seq }) => seq)).toEqual(Array.from({ length: run.lastSeq }, (_, index) => index + 1))
    expect(all.at(-1)).toMatchObject({ type: 'run.changed', status: 'succeeded' })
    expect(await read(3)).toEqual(all.slice(3))
  })

  test('every log line is there, in order, numbered without gaps', async () => {
    const run = await harness.run(`
name: logging
steps:
  - { id: talk, uses: probe, with: { do: say, lines: 2500 } }
`)
    const { lines, lastSeq } = await harness.engine.client.runs.log({ runId: run.id, limit: 10_000 })
    expect(lastSeq).toBe(2500)
    expect(lines.map(({ seq, text }) => [seq, text])).toEqual(Array.from({ length: 2500 }, (_, index) => [index + 1, `line ${index + 1}`]))
    const part = await harness.engine.client.runs.log({ runId: run.id, afterSeq: 1500, limit: 3 })
    expect(part.lines.map(({ seq }) => seq)).toEqual([1501, 1502, 1503])
    const followed = []
    for await (const batch of await harness.engine.client.runs.watchLog({ runId: run.id, afterSeq: 2000 })) followed.push(...batch)
    expect(followed).toHaveLength(500)
  })
})

describe('bad requests', () => {
  test('a wrong input is refused before anything is stored', async () => {
    const text = 'name: typed\ninputs: { n: { type: integer, required: true } }\nsteps: [{ id: a, uses: probe, with: { do: echo } }]'
    await harness.engine.client.pipelines.save({ text })
    await expect(harness.engine.client.runs.start({ pipeline: 'typed', input: { n: 'many' } })).rejects.toMatchObject({ code: 'input_invalid' })
    await expect(harness.engine.client.runs.start({ pipeline: 'nowhere' })).rejects.toMatchObject({ code: 'pipeline_not_found' })
    const { total } = await harness.engine.client.runs.list({ filter: { text: 'typed' } })
    expect(total).toBe(0)
  })

  test('a broken file is refused with every problem and its place', async () => {
    const text = 'name: broken\nsteps:\n  - { id: a, uses: prob, neds: [b] }\n  - { id: a, uses: probe, needs: [c], with: { do: echo } }'
    await expect(harness.engine.client.pipelines.save({ text })).rejects.toMatchObject({ code: 'pipeline_invalid', data: { problems: expect.arrayContaining([expect.objectContaining({ line: 3 }), expect.objectContaining({ line: 4 })]) } })
  })

  test('saving the same text again makes no version; a stale base is a conflict', async () => {
    const text = (value: number) => `name: versioned\nsteps: [{ id: a, uses: probe, with: { do: echo, value: ${value} } }]`
    const { client } = harness.engine
    expect(await client.pipelines.save({ text: text(1) })).toMatchObject({ version: 1, changed: true })
    expect(await client.pipelines.save({ text: text(1) })).toMatchObject({ version: 1, changed: false })
    expect(await client.pipelines.save({ text: text(2), basedOnVersion: 1 })).toMatchObject({ version: 2 })
    await expect(client.pipelines.save({ text: text(3), basedOnVersion: 1 })).rejects.toMatchObject({ code: 'pipeline_conflict' })
  })
})

describe('the end of the engine', () => {
  test('a stream that is open when the engine closes is told so, and so is a later call', async () => {
    const closing = await startEngine({ behaviours: { pause: (_args, { now }) => ({ kind: 'waiting', until: now() + 60_000, output: null }) } })
    const runId = await closing.start('name: long\nsteps: [{ id: a, uses: probe, with: { do: pause } }]')
    const stream = await closing.engine.client.runs.watch({ runId })
    const reading = (async () => {
      for await (const _batch of stream) {
        // Until it is told to end.
      }
    })()
    const told = expect(reading).rejects.toMatchObject({ code: 'engine_stopping' })
    await eventually(async () => (await closing.engine.client.runs.get({ run: runId })).status === 'waiting')
    await closing.stop()
    await told
    await expect(closing.engine.client.engine.status()).rejects.toMatchObject({ code: 'engine_stopping' })
  })
})

describe('folders', () => {
  test('a step that uses folders finds those of its run and its pipeline, links resolved', async () => {
    const real = await mkdtemp(join(tmpdir(), 'signalbox-real-'))
    const linked = `${real}-link`
    await symlink(real, linked)
    await writeFile(join(real, 'note.txt'), 'linked')
    const text = `
name: folders
steps:
  - { id: read, uses: file, with: { action: read, path: note.txt } }
  - { id: write, uses: shell, needs: [read], with: { command: [sh, -c, 'printf "%s" "$1" > "$SIGNALBOX_RUN_FOLDER/out.txt"', sh, "\${{ steps.read.output.text }}"] } }
`
    const { client } = harness.engine
    await client.pipelines.save({ text, folder: linked })
    // Saved again without a folder, as the editor does, it keeps the one it has.
    await client.pipelines.save({ text: `${text}# edited\n` })
    const { runId } = await client.runs.start({ pipeline: 'folders' })
    const run = await harness.ended(runId)
    expect(run.error).toBeNull()
    const { files } = await client.runs.files({ runId })
    expect(files.map(({ path, bytes }) => [path, bytes])).toEqual([['out.txt', 6]])
    expect((await client.runs.readFile({ runId, path: 'out.txt' })).text).toBe('linked')
    await expect(client.pipelines.save({ text, folder: 'relative' })).rejects.toMatchObject({ code: 'request_invalid' })
    await rm(linked)
    await rm(real, { recursive: true })
  })
})

describe('a run that cannot be gone on with', () => {
  test('fails by itself, and keeps nobody else from working', async () => {
    const dataFolder = await mkdtemp(join(tmpdir(), 'signalbox-poison-'))
    const first = await startEngine({ behaviours: { pause: (_args, { now }) => ({ kind: 'waiting', until: now() + 300, output: null }), echo: () => succeed(1) }, dataFolder })
    const poisoned = await first.start('name: poisoned\nsteps: [{ id: a, uses: probe, with: { do: pause } }, { id: b, uses: probe, needs: [a], with: { do: echo } }]')
    await eventually(async () => (await first.engine.client.runs.get({ run: poisoned })).status === 'waiting')
    await first.stop()
    const database = new Database(join(dataFolder, 'signalbox.db'))
    database.exec(`update pipeline_versions set spec = '{broken'; update step_runs set status = 'ready', waiting_reason = null, wake_at = null where step_id = 'a'`)
    database.exec(`update attempts set status = 'queued', finished_at = null`)
    database.close()

    const second = await startEngine({ behaviours: { echo: () => succeed(1) }, dataFolder })
    const good = await second.run('name: good\nsteps: [{ id: a, uses: probe, with: { do: echo } }]')
    expect(good.status).toBe('succeeded')
    await eventually(async () => (await second.engine.client.runs.list({ filter: { text: 'poisoned' } })).items[0]?.status === 'failed')
    expect((await second.engine.client.runs.list({ filter: { text: 'poisoned' } })).items[0]?.error).toMatchObject({ code: 'storage_corrupt' })
    await second.stop()
    await rm(dataFolder, { recursive: true })
  })
})

describe('what a step says', () => {
  test('is cut when it is longer than a list should carry', async () => {
    const run = await harness.run(`name: wordy\nsteps: [{ id: a, uses: probe, with: { do: fail, message: "${'long '.repeat(4000)}" } }]`)
    expect(run.error?.message.length).toBeLessThan(9000)
    expect(run.error?.message).toContain('more characters were cut')
  })
})
