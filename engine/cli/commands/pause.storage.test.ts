import { describe, expect, onTestFinished, test } from 'vitest'
import { eventually, startEngine, succeed, workerSources } from '../../testing/engine-harness'
import { attached } from '../testing/attached'
import { pauseCommand, resumeCommand } from './pause'
import { runsCommand } from './runs'

const TEXT = 'name: gated\nconcurrency: { limit: 1 }\nsteps:\n  - { id: one, uses: probe, with: { do: gate } }\n  - { id: two, uses: probe, needs: [one], with: { do: echo } }'

/** A run that stands at a gate in its first step, and the commands, attached to its engine; `lines` is what they wrote. */
async function gated() {
  const gate: { open: () => void } = { open: () => undefined }
  const harness = await startEngine({ behaviours: { gate: () => new Promise((resolve) => (gate.open = () => resolve(succeed()))), echo: () => succeed() } })
  onTestFinished(() => harness.stop())
  const { context, lines } = attached({ dataFolder: harness.dataFolder, workers: workerSources })
  const runId = await harness.start(TEXT)
  await eventually(() => harness.calls.length === 1)
  const { externalId } = await harness.engine.client.runs.get({ run: runId })
  return { harness, context, lines, gate, runId, externalId }
}

describe('signalbox pause and resume', () => {
  test('say what still ends, and go on where they stopped', async () => {
    const { harness, context, lines, gate, runId, externalId } = await gated()
    expect(await pauseCommand(context, externalId, {})).toBe(0)
    gate.open()
    await eventually(async () => (await harness.engine.client.runs.get({ run: runId })).stillAtWork === 0)
    await pauseCommand(context, externalId, {})
    expect(await resumeCommand(context, externalId, {})).toBe(0)
    expect(lines).toEqual([`${externalId} is pausing: 1 step still at work.`, `${externalId} is paused.`, `${externalId} goes on.`])
    expect((await harness.ended(runId)).status).toBe('succeeded')
  })

  test('give the run as JSON, and refuse one that has ended', async () => {
    const { harness, context, lines, gate, runId, externalId } = await gated()
    await pauseCommand(context, runId, { json: true })
    expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([{ externalId, stillAtWork: 1 }])
    await resumeCommand(context, runId, {})
    gate.open()
    await harness.ended(runId)
    await expect(pauseCommand(context, externalId, {})).rejects.toMatchObject({ code: 'run_already_finished' })
  })

  test('show in the list of runs, as does who waits for whom', async () => {
    const { harness, context, lines, externalId } = await gated()
    await harness.start(TEXT)
    await pauseCommand(context, externalId, { json: true })
    await runsCommand(context, { limit: 10 })
    expect(lines.slice(1).join('\n')).toMatch(new RegExp(`queued, waits for ${externalId}[^]*running, paused`))
  })
})
