import { expect, test } from 'vitest'
import type { EngineEvent } from '../../engine/contract/events'
import { toast } from '../components/toast'
import { noticeToasts, tellNotices } from './tell-notices'

const notice = (n: number) => ({ runId: `run-${n}`, title: `Digest ${n}`, text: 'It is there.', at: n })

test('a notice leads to its run', () => {
  expect(noticeToasts([notice(1)])).toEqual([{ title: 'Digest 1', text: 'It is there.', route: '/runs/run-1' }])
})

test('a burst of notices becomes one message that counts them', () => {
  expect(noticeToasts([1, 2, 3].map(notice))).toHaveLength(3)
  expect(noticeToasts([1, 2, 3, 4].map(notice))).toEqual([
    { title: '4 messages from your pipelines', text: 'Digest 1, Digest 2, Digest 3, Digest 4', route: '/runs' },
  ])
})

test('what a step says is shown until it is told no more', () => {
  const listeners = new Set<(event: EngineEvent | null) => void>()
  const tell = (event: EngineEvent | null) => listeners.forEach((listener) => listener(event))
  const stop = tellNotices(
    {
      onHint: (listener) => {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    },
    () => undefined,
  )
  tell(null)
  tell({ type: 'runs.changed', runIds: [] })
  tell({ type: 'notices', notices: [notice(7)] })
  stop()
  tell({ type: 'notices', notices: [notice(8)] })
  expect(toast.getHistory()).toMatchObject([{ title: 'Digest 7', description: 'It is there.' }])
})
