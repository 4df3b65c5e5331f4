import { describe, expect, onTestFinished, test } from 'vitest'
import type { Json } from '../contract/json'
import { startEngine, succeed, type EngineHarness } from '../testing/engine-harness'

/** What is too large or too deep is refused where it comes in, with a sentence, and never stored. */

const nested = (levels: number): Json => {
  let value: Json = 1
  for (let level = 0; level < levels; level++) value = [value]
  return value
}

async function open(): Promise<EngineHarness> {
  const harness = await startEngine({
    behaviours: {
      give: ({ value = null }) => succeed(value),
      deep: ({ levels }) => succeed(nested(Number(levels))),
      large: ({ bytes }) => succeed('x'.repeat(Number(bytes))),
    },
  })
  onTestFinished(() => harness.stop())
  return harness
}

const TAKES = 'name: takes\ninputs: { value: { type: array } }\nsteps: [{ id: only, uses: probe, with: { do: give, value: "${{ inputs.value }}" } }]'

describe('the input of a run', () => {
  test.each<[string, Json, string]>([
    ['too many levels', nested(200), 'nests deeper than 200 levels'],
    ['thousands of levels', nested(5000), 'nests deeper than 200 levels'],
    ['more than a mebibyte', ['x'.repeat(1024 * 1024)], 'larger than 1 MiB'],
  ])('with %s is refused before anything is stored', async (_what, value, sentence) => {
    const { engine } = await open()
    await engine.client.pipelines.save({ text: TAKES })
    await expect(engine.client.runs.start({ pipeline: 'takes', input: { value } })).rejects.toMatchObject({ code: 'input_invalid', message: expect.stringContaining(sentence) })
    expect((await engine.client.runs.list({})).total).toBe(0)
  })

  test('may nest 200 levels, and can be read all the way through the run', async () => {
    const { run, engine } = await open()
    const ended = await run(TAKES, { value: nested(199) })
    expect(ended).toMatchObject({ status: 'succeeded', input: { value: nested(199) } })
    const [step] = ended.steps
    expect(await engine.client.runs.step({ stepRunId: step?.id ?? '' })).toMatchObject({ output: { value: nested(199) } })
  })
})

describe('what a step gives out', () => {
  const deep = (levels: number) => `name: deep\nsteps: [{ id: first, uses: probe, with: { do: deep, levels: ${levels} } }, { id: second, needs: [first], uses: probe, with: { do: give, value: "\${{ steps.first.output[0] }}" } }]`

  test('fails the step when it nests too deeply', async () => {
    const { run } = await open()
    for (const levels of [201, 20_000]) {
      const { steps, status } = await run(deep(levels))
      expect(status).toBe('failed')
      expect(steps[0]).toMatchObject({ status: 'failed', error: { code: 'output_too_large', message: expect.stringContaining('nests deeper than 200 levels') } })
    }
  })

  test('may nest 200 levels, and be handed on', async () => {
    const { run } = await open()
    expect(await run(deep(200))).toMatchObject({ status: 'succeeded' })
  })

  test('is not joined when the items come to more than a step may give out', async () => {
    const { run, engine } = await open()
    const joined = (items: number, bytes: number) =>
      `name: joined\nsteps: [{ id: each, uses: probe, map: { over: "range(${items})" }, with: { do: large, bytes: ${bytes} } }, { id: all, needs: [each], uses: probe, with: { do: give, value: "\${{ size(steps.each.output) }}" } }]`
    const { steps } = await run(joined(70, 1024 * 1024))
    expect(steps[1]).toMatchObject({ status: 'failed', error: { code: 'output_too_large', message: expect.stringContaining('The outputs of the 70 items of step "each" come to 71 MiB; 64 MiB can be joined at most') } })
    expect(await engine.client.runs.items({ runId: steps[0]?.runId ?? '', stepId: 'each', skip: 0, limit: 1 })).toMatchObject({ total: 70 })
    expect(await run(joined(50, 1024 * 1024))).toMatchObject({ status: 'succeeded' })
    // Kept in rows, without an artifact.
    expect((await run(joined(1200, 60_000))).steps[1]).toMatchObject({ status: 'failed', error: { code: 'output_too_large', message: expect.stringContaining('69 MiB') } })
  })
})
