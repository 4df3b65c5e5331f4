import { describe, expect, it } from 'vitest'
import { NewQuestions, type OpenQuestions } from './new-questions'
import { sampleQuestion } from './sample-question'

/** An engine that has these questions open. */
function engine() {
  let open: ReturnType<typeof sampleQuestion>[] = []
  const client: OpenQuestions = { approvals: { list: async () => ({ items: [...open] }) } }
  return { client, ask: (...questions: typeof open) => (open = questions) }
}

describe('the questions that are told', () => {
  it('are those that were asked since the app was started, each once, the oldest first', async () => {
    const { client, ask } = engine()
    const questions = new NewQuestions(1000)
    ask(sampleQuestion({ id: 'b', askedAt: 2000 }), sampleQuestion({ id: 'a', askedAt: 1000 }), sampleQuestion({ id: 'old', askedAt: 999 }))
    expect((await questions.read(client)).map(({ id }) => id)).toEqual(['a', 'b'])
    expect(await questions.read(client)).toEqual([])
    ask(sampleQuestion({ id: 'c', askedAt: 3000 }), sampleQuestion({ id: 'b', askedAt: 2000 }))
    expect((await questions.read(client)).map(({ id }) => id)).toEqual(['c'])
  })
})
