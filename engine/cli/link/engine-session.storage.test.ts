import { expect, onTestFinished, test } from 'vitest'
import { startEngine, workerSources } from '../../testing/engine-harness'
import { openSession } from '../context'
import { attached } from '../testing/attached'

test('whoever still asks when a session is closed gets no answer, and no engine is looked for on their behalf', async () => {
  const harness = await startEngine({ behaviours: {} })
  onTestFinished(() => harness.stop())
  const { context, notes } = attached({ dataFolder: harness.dataFolder, workers: workerSources })
  const session = await openSession(context, { data: undefined, works: false })
  expect(session.owner).toBe('command')
  let answer = (): void => undefined
  const asked = session.ask(async (client) => {
    await new Promise<void>((resolve) => (answer = resolve))
    return client.engine.info()
  })
  await session.close()
  answer()
  await expect(asked).rejects.toThrow()
  expect(notes).toEqual([])
})
