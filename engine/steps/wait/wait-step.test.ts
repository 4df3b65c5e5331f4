import { describe, expect, it } from 'vitest'
import { parsePipeline } from '../../core/pipelines/parse-pipeline'
import { stepContext, TEST_NOW } from '../../testing/step-context'
import { describeStepKind, runStep } from '../../testing/step.testsuite'
import { waitStep } from './wait-step'

describeStepKind({
  kind: waitStep,
  good: [
    { name: 'a duration', config: { for: '1h30m' } },
    { name: 'a time to come', config: { until: '2026-01-02T04:04:05+00:00' } },
    { name: 'a time that has passed', config: { until: '2020-01-01T00:00:00Z' } },
    { name: 'epoch milliseconds', config: { until: TEST_NOW + 1 } },
  ],
  bad: [
    { name: 'neither', config: {} },
    { name: 'both', config: { for: '1s', until: '2026-01-02T04:04:05Z' } },
    { name: 'an odd duration', config: { for: 'soon' } },
    { name: 'a year of waiting', config: { for: '365d' } },
    { name: 'a time without zone', config: { until: '2026-01-02T04:04:05' } },
    { name: 'a date alone', config: { until: '2026-01-02' } },
  ],
  failing: [],
  slow: [],
  tooLarge: [],
})

describe('a wait', () => {
  it.each([
    [{ for: '1h30m' }, { kind: 'waiting', until: TEST_NOW + 5_400_000, output: { until: '2026-01-02T04:34:05.000Z' } }],
    [{ until: '2026-01-02T05:04:05+01:00' }, { kind: 'waiting', until: TEST_NOW + 3_600_000, output: { until: '2026-01-02T04:04:05.000Z' } }],
    [{ until: '2026-01-02T03:04:05Z' }, { kind: 'succeeded', output: { until: '2026-01-02T03:04:05.000Z' } }],
    [{ for: '0' }, { kind: 'succeeded', output: { until: '2026-01-02T03:04:05.000Z' } }],
  ])('%j ends in time', async (config, outcome) => {
    expect(await runStep(waitStep, config, await stepContext())).toEqual(outcome)
  })
})

describe('a duration without its unit', () => {
  const parse = (written: string) => parsePipeline(`name: w\nsteps: [{ id: a, uses: wait, with: { for: ${written} } }]`, new Map([['wait', waitStep]]))

  it.each(['10', '1.5', '90'])('is a problem whose cure is right: %s', (written) => {
    const [problem] = parse(written).problems
    expect(problem).toMatchObject({ message: expect.stringContaining('A duration is written like 30s'), replacement: `${written}s` })
    expect(parse(problem?.replacement ?? '').problems).toEqual([])
  })

  it.each(['true', '1e3', '99999999'])('has no cure when seconds cannot be meant: %s', (written) => {
    expect(parse(written).problems).toMatchObject([{ severity: 'error', replacement: null }])
  })
})
