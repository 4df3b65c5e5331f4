import { describe, expect, it } from 'vitest'
import { sampleFailure } from './sample-failure'
import { escapeMarkup, failuresWords, failureWords, noticesWords, noticeWords } from './words'

describe('the words of a notification', () => {
  it('name the pipeline and the step that failed, and say why', () => {
    expect(failureWords(sampleFailure())).toEqual({ title: 'nightly: step extract failed', body: 'SBX-12: The command ended with exit code 3.' })
    expect(failureWords(sampleFailure({ stepId: null }))).toEqual({ title: 'nightly failed', body: 'SBX-12: The command ended with exit code 3.' })
  })

  it('are one line, however long the message is', () => {
    const { body } = failureWords(sampleFailure({ message: `first\n\tsecond ${'x'.repeat(500)}` }))
    expect(body).toMatch(/^SBX-12: first second x+…$/)
    expect(body.length).toBeLessThan(260)
  })

  it('count the runs of a group and name their pipelines', () => {
    const names = ['nightly', 'digest', 'nightly', 'import', 'export', 'report']
    expect(failuresWords(names.map((pipelineName) => sampleFailure({ pipelineName })))).toEqual({
      title: '6 runs failed',
      body: 'nightly (2), digest, import and 2 more',
    })
  })

  it('are those of the pipeline when it asks for a notification', () => {
    const notice = { runId: 'run', title: 'Report ready', text: 'It has\n12 pages.', at: 0 }
    expect(noticeWords(notice)).toEqual({ title: 'Report ready', body: 'It has 12 pages.' })
    expect(noticesWords([notice, notice, notice, { ...notice, title: 'Done' }])).toEqual({
      title: '4 messages from your pipelines',
      body: 'Report ready (3), Done',
    })
  })

  it('mean what they say where a body is read as markup', () => {
    expect(escapeMarkup('<a href="x">R&D</a>')).toBe('&lt;a href="x"&gt;R&amp;D&lt;/a&gt;')
  })
})
