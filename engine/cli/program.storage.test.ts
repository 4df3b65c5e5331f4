import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CommanderError } from 'commander'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startEngine, workerSources } from '../testing/engine-harness'
import { sampleService } from '../testing/sample-service'
import { createProgram } from './program'
import { attached } from './testing/attached'

/** The command line, attached to a running engine. */
async function commandLine() {
  const harness = await startEngine({ behaviours: {} })
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-cli-'))
  onTestFinished(async () => {
    await harness.stop()
    await rm(folder, { recursive: true, force: true })
  })
  const { context, lines, notes } = attached({ dataFolder: harness.dataFolder, workers: workerSources })
  /** One command; resolves with its exit code. */
  const cli = async (...argv: readonly string[]): Promise<number | null> => {
    let code: number | null = null
    lines.length = 0
    notes.length = 0
    await createProgram(context, (ended) => (code = ended)).parseAsync(argv, { from: 'user' })
    return code
  }
  const file = async (name: string, text: string) => {
    const path = join(folder, name)
    await writeFile(path, text)
    return path
  }
  return { harness, client: harness.engine.client, lines, notes, cli, file }
}

describe('signalbox run', () => {
  const CACHED =
    'name: cached\nsteps:\n  - { id: draw, uses: script, cache: { key: fixed }, with: { code: "return Math.random()" } }\noutputs: { drawn: "${{ steps.draw.output }}" }'

  test('takes a priority, and does anew with --no-cache what would come out of the cache', async () => {
    const { client, lines, cli, file } = await commandLine()
    const path = await file('cached.yaml', CACHED)
    const drawn = async (...options: readonly string[]) => {
      expect(await cli('run', path, '--quiet', ...options)).toBe(0)
      return lines.join('\n')
    }
    const first = await drawn()
    expect(await drawn('--priority', '-7')).toBe(first)
    expect(await drawn('--no-cache', '--priority', '100')).not.toBe(first)
    const { items } = await client.runs.list({})
    expect(items.map(({ priority }) => priority)).toEqual([100, -7, 0])
  })

  test.each(['101', '-101', '1.5', 'high', ''])('refuses "%s" as a priority', async (priority) => {
    const { cli, file } = await commandLine()
    await expect(cli('run', await file('cached.yaml', CACHED), '--priority', priority)).rejects.toThrow(CommanderError)
  })
})

test('--json writes no control character of an output as it is', async () => {
  const { lines, cli, file } = await commandLine()
  const path = await file('bell.yaml', `name: bell\nsteps: [{ id: ring, uses: script, with: { code: "return String.fromCharCode(0x9b) + '31m'" } }]\noutputs: { rung: "\${{ steps.ring.output }}" }`)
  expect(await cli('run', path, '--json')).toBe(0)
  expect(lines.join('')).not.toMatch(/\p{Cc}/u)
  expect(lines.at(-1)).toContain('"rung":"\\u009b31m"')
})

test('what failed is said once, with the step that it is of', async () => {
  const { notes, cli, file } = await commandLine()
  const path = await file(
    'late.yaml',
    'name: late\nsteps:\n  - { id: nap, uses: script, timeout: 100ms, retry: { attempts: 1 }, with: { code: "while (true) {}" } }\n  - { id: bad, uses: script, with: { code: "throw new Error(1)" } }',
  )
  expect(await cli('run', path, '--quiet')).toBe(1)
  expect(notes).toEqual([expect.stringMatching(/^Step "nap" took longer than .* \[timeout\]$/), expect.stringMatching(/^bad failed: The script failed/)])
})

describe('signalbox validate', () => {
  test('counts the steps that are there for a failure apart, as runs do', async () => {
    const { lines, cli, file } = await commandLine()
    const step = (id: string) => `{ id: ${id}, uses: wait, with: { for: 1ms } }`
    const path = await file('steps.yaml', `name: steps\nsteps: [${step('a')}, ${step('b')}]\non_failure: [${step('tell')}]`)
    await cli('validate', path)
    expect(lines).toEqual([`${path}: steps is valid, with 2 steps, and 1 for a failure.`])
  })
})

describe('signalbox queues, services and models', () => {
  test('list what there is, with places and limits', async () => {
    const { client, lines, cli } = await commandLine()
    await client.queues.save({ name: 'binding', concurrency: 3 })
    await client.services.save({ service: sampleService({ name: 'press', baseUrl: 'http://localhost:8080', concurrency: 2, maxAttempts: 4 }) })
    await client.models.save({
      model: {
        name: 'fast',
        provider: 'ollama',
        baseUrl: 'http://localhost:11434',
        model: 'small',
        apiKey: null,
        price: null,
        requestsPerMinute: 60,
        tokensPerMinute: null,
      },
    })
    await cli('queues', 'list')
    expect(lines[0]).toMatch(/^QUEUE +RUNNING +WAITING +LATER +LONGEST WAIT$/)
    expect(lines).toContainEqual(expect.stringMatching(/^binding +0\/3 +0 +0$/))
    await cli('services', 'list')
    expect(lines[0]).toMatch(/^SERVICE +RUNNING +WAITING +ATTEMPTS +ADDRESS +LAST CHECK$/)
    expect(lines[1]).toMatch(/^press +0\/2 +0 +4 +http/)
    await cli('models', 'list')
    expect(lines[1]).toMatch(/^fast +ollama +small +http:\/\/localhost:11434 +none +60 requests +0 +0$/)
  })

  test('do so without "list", too, and for scripts as a JSON object a line', async () => {
    const { client, lines, notes, cli } = await commandLine()
    expect(await cli('queues', '--json')).toBe(0)
    expect(lines.map((line): unknown => JSON.parse(line))).toContainEqual(expect.objectContaining({ name: 'default', running: 0, queued: 0 }))
    await cli('services')
    expect(notes).toEqual(['No services. They are added on the page Services of the app, or of "signalbox serve".'])
    await client.services.save({ service: sampleService({ name: 'press', baseUrl: 'http://localhost:8080' }) })
    await cli('services', 'list', '--json')
    expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([{ service: { name: 'press' }, lastCheck: null }])
    await cli('models', '--json')
    expect(lines).toEqual([])
    await expect(cli('queues', 'empty')).rejects.toThrow(CommanderError)
  })
})
