import { createColors } from 'picocolors'
import { expect, it } from 'vitest'
import { History, NOON, runOf, waitingRunOf } from '../testing/history'
import { frame } from './frame'
import { afterEvent, afterLog, type RunView } from './run-view'

const plain = createColors(false)
const draw = (view: RunView, options: { columns?: number; room?: number; second?: number } = {}) =>
  frame(view, { now: NOON + (options.second ?? 10) * 1000, columns: options.columns ?? 80, room: options.room ?? 20, colours: plain })

it('draws a line a step with lamp, time, progress and what was said last', () => {
  const history = new History()
  const events = [
    history.run(0, 'running'),
    history.step(0, { stepId: 'list', status: 'running' }),
    history.step(1, { stepId: 'list', status: 'succeeded' }),
    history.step(1, { stepId: 'parse', status: 'running', items: 12 }),
    ...Array.from({ length: 7 }, (_, itemIndex) => history.step(2, { stepId: 'parse', itemIndex, status: itemIndex === 0 ? 'failed' : 'succeeded' })),
    history.step(3, { stepId: 'check', status: 'failed', error: { code: 'command_failed', message: 'sh ended with exit code 3' } }),
  ]
  const line = { seq: 1, at: NOON, stepRunId: '', itemIndex: 3, attempt: 1, level: 'info', text: 'reading page 4' } as const
  const view = afterLog(events.reduce(afterEvent, runOf('list', 'parse*', 'check', 'sum', 'outputs')), [{ ...line, stepId: 'parse' }])
  expect(draw(view)).toEqual([
    '◔ SBX-7 digest  running  10.0 s',
    '  ● list        1.0 s',
    '  ◔ parse       9.0 s  ███████░░░░░ 7/12, 1 failed  reading page 4',
    '  ◆ check              sh ended with exit code 3',
    '  ○ sum',
  ])
})

it('cuts what does not fit the width, and never lets text move the cursor', () => {
  const running = afterEvent(runOf('chat'), new History().step(0, { stepId: 'chat', status: 'running' }))
  const line = { seq: 1, at: NOON, stepRunId: '', stepId: 'chat', itemIndex: null, attempt: 1, level: 'info' } as const
  const lines = draw(afterLog(running, [{ ...line, text: `${'\u001b[2J'}${'long '.repeat(40)}` }]), { columns: 40 })
  expect(lines[1]).toHaveLength(40)
  expect(lines[1]).toContain('\\x1b[2Jlong')
})

it('keeps the steps that matter when there is no room for all, in the order of the file', () => {
  const names = Array.from({ length: 9 }, (_, index) => `step_${index}`)
  const history = new History()
  const view = [
    ...[0, 1, 2, 3].map((index) => history.step(index, { stepId: `step_${index}`, status: 'succeeded' })),
    history.step(5, { stepId: 'step_4', status: 'failed' }),
    history.step(6, { stepId: 'step_5', status: 'running' }),
  ].reduce(afterEvent, runOf(...names))
  const lines = draw(view, { room: 5 })
  expect(lines.slice(1).map((line) => line.trim().slice(0, 8))).toEqual(['● step_2', '● step_3', '◆ step_4', '◔ step_5', 'and 5 mo'])
  expect(lines.at(-1)).toBe('    and 5 more: 2 succeeded, 3 pending')
})

it('says that a run is being cancelled until it is', () => {
  const history = new History()
  const asked = [history.run(0, 'running'), history.cancelRequested(1)].reduce(afterEvent, runOf('nap'))
  expect(draw(asked)[0]).toBe('◔ SBX-7 digest  cancelling  10.0 s')
  expect(draw(afterEvent(asked, history.run(2, 'cancelled')))[0]).toBe('⊘ SBX-7 digest  cancelled  2.0 s')
})

it('says that a run is paused while it is', () => {
  const history = new History()
  const paused = [history.run(0, 'running'), history.paused(1)].reduce(afterEvent, runOf('nap'))
  expect(draw(paused)[0]).toBe('◔ SBX-7 digest  paused  10.0 s')
  expect(draw(afterEvent(paused, history.resumed(2)))[0]).toBe('◔ SBX-7 digest  running  10.0 s')
})

it('says what a run waits for whose group is full, until it begins', () => {
  const waiting = waitingRunOf({ group: 'acme', limit: 2, ahead: 1, holders: [{ runId: 'r4', externalId: 'SBX-4' }] }, 'nap')
  expect(draw(waiting)).toEqual(['○ SBX-7 digest  queued  10.0 s', '  waits for one of the 2 places of group acme, held by SBX-4, behind another', '  ○ nap'])
  expect(draw(afterEvent(waiting, new History().run(2, 'running')))[1]).toBe('  ○ nap')
})

it('shows what is there for a failure once there is one, apart from the rest', () => {
  const history = new History()
  const begun = [history.run(0, 'running'), history.step(0, { stepId: 'fetch', status: 'running' })].reduce(afterEvent, runOf('fetch', 'tell!', 'never!'))
  expect(draw(begun)).toEqual(['◔ SBX-7 digest  running  10.0 s', '  ◔ fetch      10.0 s'])
  const failed = [
    history.step(1, { stepId: 'fetch', status: 'failed' }),
    history.step(1, { stepId: 'tell', status: 'running' }),
    history.step(3, { stepId: 'never', status: 'skipped', attempt: 0, skipReason: 'not_needed' }),
  ].reduce(afterEvent, begun)
  expect(draw(failed)).toEqual(['◔ SBX-7 digest  running  10.0 s', '  ◆ fetch       1.0 s', '  Because it failed:', '  ◔ tell        9.0 s'])
})
