import { describe, expect, it } from 'vitest'
import { DEFAULT_SETTINGS, type Settings } from '../../engine/contract/settings'
import { NewsTeller } from './news-teller'
import { sampleFailure } from './sample-failure'
import { sampleQuestion } from './sample-question'

/** A teller in the middle of the day, and what it shows and opens; `pass` lets its timers run out. */
function teller({ settings = {}, watchedRun = null }: { settings?: Partial<Settings['notifications']>; watchedRun?: string | null } = {}) {
  const shown: { readonly title: string; readonly click: () => void }[] = []
  const withdrawn: string[] = []
  const opened: string[] = []
  let waiting: (() => void)[] = []
  const news = new NewsTeller({
    show: ({ title }, click) => {
      shown.push({ title, click })
      return () => withdrawn.push(title)
    },
    open: (route) => opened.push(route),
    moment: () => ({ settings: { ...DEFAULT_SETTINGS.notifications, ...settings }, now: new Date('2026-03-02T12:00:00'), watchedRun }),
    later: (callback) => waiting.push(callback),
  })
  const pass = () => {
    const due = waiting
    waiting = []
    for (const callback of due) callback()
  }
  return { news, shown, titles: () => shown.map(({ title }) => title), withdrawn, opened, pass }
}

const failures = (count: number) => Array.from({ length: count }, (_, index) => sampleFailure({ runId: `run-${index}` }))
const notice = { runId: 'run-a', title: 'Report ready', text: 'It has 12 pages.', at: 0 }

describe('the news of the engine', () => {
  it('is shown, and a click leads to its run', () => {
    const { news, shown, titles, opened } = teller()
    news.failures([sampleFailure({ runId: 'run-a' })])
    news.notices([notice])
    expect(titles()).toEqual(['nightly: step extract failed', 'Report ready'])
    for (const { click } of shown) click()
    expect(opened).toEqual(['/runs/run-a', '/runs/run-a'])
  })

  it('is one notification when five runs fail at once, and a click leads to the list', () => {
    const { news, shown, titles, withdrawn, opened, pass } = teller()
    news.failures(failures(2))
    news.failures(failures(5).slice(2))
    pass()
    expect(titles()).toEqual(['nightly: step extract failed', 'nightly: step extract failed', '5 runs failed'])
    expect(withdrawn).toHaveLength(2)
    shown.at(-1)?.click()
    expect(opened).toEqual(['/runs'])
  })

  it('is a question, which leads to the inbox; many at once are one', () => {
    const { news, shown, titles, opened, pass } = teller()
    news.questions([sampleQuestion()])
    expect(titles()).toEqual(['newsletter asks'])
    shown[0]?.click()
    expect(opened).toEqual(['/approvals'])
    news.questions(Array.from({ length: 4 }, (_, n) => sampleQuestion({ id: `question-${n}` })))
    pass()
    expect(titles().at(-1)).toBe('5 questions wait for an answer')
  })

  it('counts only what is to be told', () => {
    const { news, titles, pass } = teller({ settings: { mutedPipelines: ['muted'] }, watchedRun: 'run-0' })
    news.failures([...failures(4), sampleFailure({ runId: 'run-9', pipelineId: 'muted' })])
    pass()
    expect(titles()).toEqual(Array.from({ length: 3 }, () => 'nightly: step extract failed'))
  })

  it('is not told in quiet hours, nor afterwards', () => {
    const { news, titles, pass } = teller({ settings: { quietHours: { from: '11:00', to: '13:00' } } })
    news.failures(failures(5))
    news.notices([notice])
    pass()
    expect(titles()).toEqual([])
  })
})
