import { expect } from 'vitest'
import { eventually } from '../../engine-harness'
import { attemptsOf, first, inside, startRun, type Drive, type Outcome } from '../world'

/** Lessons about what does not go well, and about versions and items, which need a press that holds back. */
export const WHEN_IT_FAILS: Readonly<Record<string, Drive>> = {
  Versions: async ([example], { engine, press }) => {
    const { engine: { client }, ended } = await engine()
    press.hold()
    const { text } = first([example])
    const runId = await startRun(client, { text })
    await inside(press, 1)
    const second = text.replace('first edition', 'second edition')
    expect([(await client.pipelines.save({ text: second })).version, (await client.pipelines.save({ text: second })).version]).toEqual([2, 2])
    press.open()
    return [{ cases: { 'Though a second edition is saved while it is at work': await ended(runId) } }]
  },

  'One step for a list of items': async ([example], { engine, press }) => {
    const { engine: { client }, ended } = await engine()
    press.hold()
    const runId = await startRun(client, first([example]))
    await inside(press, 2)
    const { items } = await client.runs.items({ runId, stepId: 'print' })
    press.release('2. Tides turn')
    await eventually(() => press.inside().includes('3. Winds blow'))
    press.open()
    const run = await ended(runId)
    expect(press.most).toBe(2)
    return [{ cases: { 'Though the second was done first': run }, shown: { 'While the press has the first two, its items are': items.map(({ status }) => status) } }]
  },

  Retry: async ([example, hopeless], { engine, press }) => {
    const { engine: { client }, ended, run } = await engine()
    const at = async (times: number, status?: number) => {
      press.refuse('a poster', times, status)
      return ended(await startRun(client, first([example])))
    }
    const twice = await at(2)
    expect(new Set(press.requests.map(({ key }) => key)).size).toBe(1)
    const always = await at(9)
    const wrong = await at(9, 400)
    expect(attemptsOf(wrong)).toEqual(['failed'])
    const invalid = await run(first([hopeless]).text)
    const outcome: Outcome = {
      cases: { 'At a press that is busy twice': twice, 'At a press that stays busy': always, 'At a press that answers with 400': wrong },
      shown: { 'Its attempts then': attemptsOf(twice) },
    }
    return [outcome, { run: invalid, shown: { 'Its attempts': attemptsOf(invalid) } }]
  },

  Timeouts: async ([example], { engine }) => {
    const run = await (await engine()).run(first([example]).text)
    return [{ run, shown: { 'Its attempts': attemptsOf(run) } }]
  },

  'Attempts that are lost': async ([careless, once, careful], { engine, killable, folder, press }) => {
    const dataFolder = folder()
    const killed = await killable(dataFolder)
    press.hold()
    const runs: string[] = []
    for (const example of [careless, once, careful, careful]) runs.push(await startRun(killed.client, first([example])))
    const [retried = '', given = '', tried = '', left = ''] = runs
    await inside(press, 4)
    await killed.kill()
    press.open()
    const { engine: { client }, ended } = await engine(dataFolder)
    const questionOf = async (runId: string) => {
      await eventually(async () => (await client.approvals.list({ filter: { runId, state: 'open' } })).total === 1)
      return first((await client.approvals.list({ filter: { runId, state: 'open' } })).items)
    }
    const { id, question } = await questionOf(tried)
    await client.approvals.answer({ approvalId: id, approve: true })
    await client.approvals.answer({ approvalId: (await questionOf(left)).id, approve: false })
    const again = await ended(retried)
    const keys = press.requests.filter(({ text }) => text === 'a cheque').map(({ key }) => key)
    expect([keys.length, new Set(keys).size]).toEqual([2, 1])
    const killedAtWork = 'Killed while it is at work, and started again'
    const outcomes: readonly Outcome[] = [
      { cases: { [killedAtWork]: again }, shown: { 'Its attempts then': attemptsOf(again) } },
      { cases: { [killedAtWork]: await ended(given) } },
      { cases: { 'Told to try again': await ended(tried), 'Told to give up': await ended(left) }, shown: { 'The question after that': question } },
    ]
    return outcomes
  },

  'Dead letters': async ([example], { engine, press }) => {
    const { engine: { client }, ended } = await engine()
    press.refuse('an invoice', 1)
    const failed = await ended(await startRun(client, first([example])))
    const letter = first((await client.deadLetters.list({})).items)
    const { replayed } = await client.deadLetters.replay({ letterIds: [letter.id] })
    const run = await ended(first(replayed).runId)
    const after = first((await client.deadLetters.list({})).items)
    return [{
      cases: { 'At a press that is busy': failed, 'Replayed once the press is well': run },
      shown: {
        'It leaves': { step: letter.stepId, code: letter.error.code, attempts: letter.attempts, status: letter.status },
        'The letter then': { status: after.status, by: after.replay?.externalId ?? null },
      },
    }]
  },
}
