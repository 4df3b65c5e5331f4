import { describe, expect, it } from 'vitest'
import { DEFAULT_SETTINGS } from '../../engine/contract/settings'
import { sampleFailure } from './sample-failure'
import { type Moment, tellsFailure, tellsNotice, tellsQuestion } from './notification-policy'

const moment = (changes: Partial<Moment['settings']> = {}, watchedRun: string | null = null): Moment => ({
  settings: { ...DEFAULT_SETTINGS.notifications, ...changes },
  now: new Date('2026-03-02T12:00:00'),
  watchedRun,
})
const failure = sampleFailure()

describe('a failure', () => {
  it('is told', () => {
    expect(tellsFailure(failure, moment())).toBe(true)
    expect(tellsFailure(failure, moment({}, 'another run'))).toBe(true)
  })

  it('is not told when failures are switched off, its pipeline is muted, or it is quiet', () => {
    expect(tellsFailure(failure, moment({ failures: false }))).toBe(false)
    expect(tellsFailure(failure, moment({ mutedPipelines: [failure.pipelineId] }))).toBe(false)
    expect(tellsFailure(failure, moment({ quietHours: { from: '11:00', to: '13:00' } }))).toBe(false)
  })

  it('is not told to someone who is looking at its run', () => {
    expect(tellsFailure(failure, moment({}, failure.runId))).toBe(false)
  })
})

describe('a question', () => {
  it('is asked also when failures are not told, and of muted pipelines', () => {
    expect(tellsQuestion({ runId: 'run' }, moment({ failures: false }))).toBe(true)
  })

  it('is not asked in quiet hours, nor of someone who is looking at its run', () => {
    expect(tellsQuestion({ runId: 'run' }, moment({ quietHours: { from: '11:00', to: '13:00' } }))).toBe(false)
    expect(tellsQuestion({ runId: 'run' }, moment({}, 'run'))).toBe(false)
  })
})

describe('what a pipeline asks to be shown', () => {
  it('is shown whatever becomes of failures, but not in quiet hours', () => {
    expect(tellsNotice(moment({ failures: false }))).toBe(true)
    expect(tellsNotice(moment({ quietHours: { from: '11:00', to: '13:00' } }))).toBe(false)
  })
})
