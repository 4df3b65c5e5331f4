import { randomInt } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import * as z from 'zod'
import type { Json } from '../contract/json'
import type { StepKind } from '../ports/step-kind'
import { startEngine, succeed } from '../testing/engine-harness'
import { tempFolder } from '../testing/temp-folder'

const CANARY = 'canary/41f7+"ü" no-word'

/** What the canary may look like, in bytes. */
const SPELLINGS = [CANARY, Buffer.from(CANARY).toString('base64'), Buffer.from(CANARY).toString('hex'), encodeURIComponent(CANARY), JSON.stringify(CANARY).slice(1, -1), CANARY.slice(0, 12), CANARY.slice(-8)].map((text) => Buffer.from(text))

const filesOf = (folder: string): readonly string[] => readdirSync(folder, { withFileTypes: true, recursive: true }).flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : []))

/** Takes a secret, and does whatever a careless program does with it. */
const careless = (seen: Json[]): StepKind<{ token: string; how: string }> => ({
  kind: 'careless',
  title: 'Careless',
  summary: 'Gives its secret away in every way.',
  example: 'uses: careless',
  config: z.strictObject({ token: z.string(), how: z.string() }),
  output: z.json(),
  defaults: { timeoutMs: 30_000, queue: 'default', onLost: 'retry' },
  secretsIn: ['token'],
  async run({ token, how }, context) {
    seen.push(token)
    context.log('info', `token ${token}`)
    context.log('error', JSON.stringify({ token, basic: Buffer.from(`user:${token}`).toString('base64') }))
    for (const character of `live ${token} and ${encodeURIComponent(token)}\n`) context.stream(character)
    if (how === 'throw') throw new Error(`401 for ${token}`)
    if (how === 'fail') return { kind: 'failed', code: 'http_failed', message: `401 for ${token}`, retryable: false, details: { [token]: [token] } }
    return succeed({ token, [token]: Buffer.from(token).toString('hex'), large: `${token} `.repeat(10_000) })
  },
})

const echo: StepKind<{ given: Json }> = {
  kind: 'echo',
  title: 'Echo',
  summary: 'Gives out what it is given.',
  example: 'uses: echo',
  config: z.strictObject({ given: z.json() }),
  output: z.json(),
  defaults: { timeoutMs: 30_000, queue: 'default', onLost: 'retry' },
  run: async ({ given }) => succeed(given),
}

const using = (how: string, token = '${{ secrets.TOKEN }}') => `name: ${how}\nsteps:\n  - { id: one, uses: careless, with: { token: '${token}', how: ${how} } }\n  - { id: two, uses: echo, needs: [{ step: one, on: [succeeded, failed] }], with: { given: '\${{ steps.one }}' } }\noutputs: { all: '\${{ steps.two.output }}' }`

async function engine() {
  const seen: Json[] = []
  const dataFolder = join(tempFolder(), 'data')
  const harness = await startEngine({
    dataFolder,
    behaviours: {},
    config: { extraKinds: [careless(seen), echo] },
  })
  onTestFinished(() => harness.stop())
  const { client } = harness.engine
  return { ...harness, client, dataFolder, seen }
}

describe('a secret', () => {
  test('reaches its step, and then stands nowhere: not in rows, log, artifacts, events or what the engine says', async () => {
    const { client, run, dataFolder, seen, log, stop } = await engine()
    await client.secrets.save({ name: 'TOKEN', value: CANARY })
    const told: unknown[] = []
    for (const how of ['give', 'fail', 'throw']) {
      const done = await run(using(how))
      told.push(done, await client.runs.log({ runId: done.id, limit: 1000 }))
      for (const step of done.steps) told.push(await client.runs.step({ stepRunId: step.id }))
      const { events } = await firstEvents(client, done.id)
      told.push(events)
    }
    told.push(await client.secrets.list(), await client.pipelines.get({ pipeline: 'give' }), await client.logs.search({ limit: 2000 }), log)
    expect(seen).toEqual([CANARY, CANARY, CANARY])
    const everything = Buffer.from(JSON.stringify(told))
    expect(SPELLINGS.filter((spelling) => everything.includes(spelling)).map(String)).toEqual([])
    expect(everything.includes('•••')).toBe(true)
    expect(everything.includes('${{ secrets.TOKEN }}')).toBe(true)
    const held = () => filesOf(dataFolder).filter((file) => !file.endsWith('.sock') && SPELLINGS.some((spelling) => readFileSync(file).includes(spelling)))
    expect(held()).toEqual([])
    await stop()
    expect(held()).toEqual([])
  })

  test('that is not there fails the step that names it, and says where to add it', async () => {
    const { run, seen } = await engine()
    const done = await run(using('give'))
    expect(done.steps[0]?.error).toMatchObject({ code: 'secret_not_found', message: expect.stringContaining('There is no secret "TOKEN". Add it under Secrets') })
    expect(seen).toEqual([])
  })

  test('cannot be smuggled in by data that looks like a reference', async () => {
    const { client, start, ended, seen } = await engine()
    await client.secrets.save({ name: 'TOKEN', value: CANARY })
    const text = "name: forged\ninputs: { text: {} }\nsteps: [{ id: one, uses: careless, with: { token: '${{ inputs.text }}', how: give } }]"
    await ended(await start(text, { text: '${{ secrets.TOKEN }}' }))
    expect(seen).toEqual(['${{ secrets.TOKEN }}'])
  })

  test('is refused in inputs and in the text of a pipeline', async () => {
    const { client, start } = await engine()
    await client.secrets.save({ name: 'TOKEN', value: 'canary-41f7' })
    await expect(client.pipelines.save({ text: using('give', 'canary-41f7') })).rejects.toMatchObject({ code: 'pipeline_invalid' })
    expect((await client.pipelines.validate({ text: using('give', 'x canary-41f7') })).problems).toMatchObject([{ code: 'secret_in_text', line: 3 }])
    await expect(start(using('give'), { note: 'canary-41f7' })).rejects.toMatchObject({ code: 'input_invalid', message: expect.not.stringContaining('canary') })
  })
})

async function firstEvents(client: Awaited<ReturnType<typeof engine>>['client'], runId: string) {
  const events: unknown[] = []
  for await (const batch of await client.runs.watch({ runId })) events.push(...batch)
  return { events }
}

/** 200 of them, of all kinds of characters. */
const ALPHABETS = ['abcdefghijklmnopqrstuvwxyz0123456789', 'ABCxyz019-_', 'aZ9+/=', 'pass "word" \\ %&?<>', 'sécrète-ü-ключ-鍵', 'hex0123456789abcdef']
const manySecrets = (): readonly string[] =>
  Array.from({ length: 200 }, (_, index) => {
    const alphabet = ALPHABETS[index % ALPHABETS.length] ?? ''
    const letters = Array.from({ length: 14 + (index % 20) }, () => [...alphabet][randomInt([...alphabet].length)])
    return `k${index}-${letters.join('')}-end`
  })

const spellings = (secret: string): readonly string[] => {
  const bytes = Buffer.from(secret)
  return [secret, bytes.toString('base64'), bytes.toString('base64url'), encodeURIComponent(secret), bytes.toString('hex'), JSON.stringify(secret).slice(1, -1)]
}

/** Writes each spelling in two pieces, each its own write, on both streams; then waits for a file, so that one can look at it. */
const LEAK = `
const { existsSync } = require('node:fs')
const spellings = (secret) => {
  const bytes = Buffer.from(secret)
  return [secret, bytes.toString('base64'), bytes.toString('base64url'), encodeURIComponent(secret), bytes.toString('hex'), JSON.stringify(secret).slice(1, -1)]
}
const write = (stream, text) => new Promise((resolve) => stream.write(text, resolve))
void (async () => {
  const keys = Object.keys(process.env).filter((name) => /^S\\d+$/.test(name))
  for (const [index, name] of keys.entries()) for (const text of spellings(process.env[name])) {
    const stream = index % 2 === 0 ? process.stdout : process.stderr
    const cut = 1 + ((index * 7) % (text.length - 1))
    await write(stream, 'got ' + text.slice(0, cut))
    await write(stream, text.slice(cut) + ' there\\n')
  }
  console.log('all told: ' + keys.length)
  while (!existsSync('go')) await new Promise((resolve) => setTimeout(resolve, 20))
})()
`

test('a secret that is added while a step is at work is masked from then on, in text, outputs and errors', async () => {
  const value = 'late-canary-93b1-value'
  let client: Awaited<ReturnType<typeof startEngine>>['engine']['client'] | null = null
  const harness = await startEngine({
    behaviours: {
      tell: async (_, context) => {
        context.stream(`before ${value.slice(0, 9)}`)
        await client?.secrets.save({ name: 'LATE', value })
        context.stream(`${value.slice(9)} after ${value}\n`)
        if (context.attempt === 1) throw new Error(`${'p'.repeat(7990)} ${value}`)
        return succeed({ value })
      },
    },
  })
  onTestFinished(() => harness.stop())
  client = harness.engine.client
  const done = await harness.run('name: late\nsteps: [{ id: tell, uses: probe, retry: { attempts: 2, delay: 1ms }, with: { do: tell } }]')
  const step = await client.runs.step({ stepRunId: done.steps[0]?.id ?? '' })
  const told = JSON.stringify([step, await client.runs.log({ runId: done.id }), await firstEvents(client, done.id)])
  // What was told before anyone knew that it is secret stands; the rest of it does not.
  expect([value, value.slice(0, 12), value.slice(-12), 'late-can'].filter((part) => told.replaceAll(`before ${value.slice(0, 9)}`, '').includes(part))).toEqual([])
  expect(told.includes('•••')).toBe(true)
})

test('two hundred secrets, told in six spellings and in pieces by a real program, leave no trace', async () => {
  const secrets = manySecrets()
  const { client, ended, dataFolder, log, stop } = await engine()
  for (const [index, value] of secrets.entries()) await client.secrets.save({ name: `S${index}`, value })
  const folder = join(tempFolder(), 'leak')
  mkdirSync(folder)
  writeFileSync(join(folder, 'leak.cjs'), LEAK)
  const env = secrets.map((_, index) => `        S${index}: "\${{ secrets.S${index} }}"`).join('\n')
  const text = `name: leak\nsteps:\n  - id: tell\n    uses: shell\n    with:\n      command: [${JSON.stringify(process.execPath)}, leak.cjs]\n      env:\n${env}\n`
  await client.pipelines.save({ text, folder })
  const { runId } = await client.runs.start({ pipeline: 'leak' })
  const needles = secrets.flatMap(spellings).map((spelling) => Buffer.from(spelling))
  const traces = (haystack: Buffer) => needles.filter((needle) => haystack.includes(needle)).map(String)
  for await (const batch of await client.runs.watchLog({ runId })) {
    if (!batch.some(({ text: line }) => line.includes('all told: 200'))) continue
    const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
    expect(processes.flatMap((pid) => traces(commandLineOf(pid)))).toEqual([])
    writeFileSync(join(folder, 'go'), '')
  }
  const done = await ended(runId)
  expect(done.status).toBe('succeeded')
  const told: unknown[] = [done, await client.secrets.list(), await client.logs.search({ limit: 2000 }), log, await firstEvents(client, runId)]
  for (const step of done.steps) told.push(await client.runs.step({ stepRunId: step.id }))
  const everything = JSON.stringify(told)
  expect(traces(Buffer.from(everything))).toEqual([])
  expect(everything.split('got •••').length).toBeGreaterThan(1200)
  await stop()
  const held = filesOf(dataFolder).flatMap((file) => traces(readFileSync(file)).map((trace) => `${file} ${trace}`))
  expect(held).toEqual([])
})

/** Empty for one that has ended meanwhile. */
function commandLineOf(pid: string): Buffer {
  try {
    return readFileSync(`/proc/${pid}/cmdline`)
  } catch {
    return Buffer.alloc(0)
  }
}
