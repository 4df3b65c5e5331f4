import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { buildProgram, type BuiltProgram } from '../testing/build-program'
import { type EngineHarness, startEngine } from '../testing/engine-harness'
import { checkExample } from '../testing/guide/check-claims'
import { RUNS_IN_HAND } from '../testing/guide/drives/runs-in-hand'
import { WAITING_AND_KEEPING } from '../testing/guide/drives/waiting-and-keeping'
import { WHEN_IT_FAILS } from '../testing/guide/drives/when-it-fails'
import { WHOSE_TURN } from '../testing/guide/drives/whose-turn'
import { type Press, startPress } from '../testing/guide/press'
import { readGuide } from '../testing/guide/read-guide'
import { type Drive, furnish, worldOf } from '../testing/guide/world'
import { type ModelServer, startModelServer } from '../testing/model-server/model-server'
import { tempFolder } from '../testing/temp-folder'

/** docs/pipelines.md, taken at its word. */

const GUIDE = await readFile(new URL('../../docs/pipelines.md', import.meta.url), 'utf8')
const LESSONS = readGuide(GUIDE)

/** By heading: those that nobody has to drive are simply run. */
const DRIVES: Readonly<Record<string, Drive>> = { ...RUNS_IN_HAND, ...WHEN_IT_FAILS, ...WHOSE_TURN, ...WAITING_AND_KEEPING }

let press: Press
let models: ModelServer
let shared: EngineHarness
let program: Promise<BuiltProgram> | undefined

beforeAll(async () => {
  press = await startPress()
  models = await startModelServer()
  shared = await startEngine({ behaviours: {} })
  await furnish(shared.engine.client, { press, models })
})
beforeEach(() => press.reset())
afterAll(async () => {
  await shared.stop()
  await Promise.all([press.close(), models.close()])
})

const world = () =>
  worldOf({
    press,
    models,
    program: async () => (await (program ??= buildProgram('engine/testing/killed-engine/program.ts'))).path,
    tempFolder,
    onFinished: onTestFinished,
  })

describe('the guide to pipelines', () => {
  test('has a lesson for every script', () => {
    expect(Object.keys(DRIVES).filter((heading) => !LESSONS.some((lesson) => lesson.heading === heading))).toEqual([])
  })

  test('leaves no block out', () => {
    expect(LESSONS.flatMap(({ examples }) => examples)).toHaveLength(GUIDE.split('\n```yaml\n').length - 1)
    const shown = LESSONS.flatMap(({ examples }) => examples.flatMap(({ claims }) => claims.filter(({ kind }) => kind === 'gives' || kind === 'shows')))
    expect(shown).toHaveLength(GUIDE.split('\n```json\n').length - 1)
  })

  test.each(LESSONS)(
    '$heading',
    async ({ heading, examples }) => {
      const { pipelines } = shared.engine.client
      for (const { text } of examples) {
        expect((await pipelines.validate({ text })).problems, text).toEqual([])
        await pipelines.save({ text })
      }
      const outcomes = (await DRIVES[heading]?.(examples, world())) ?? examples.map(() => ({}))
      expect(outcomes).toHaveLength(examples.length)
      for (const [index, example] of examples.entries()) await checkExample(example, outcomes[index] ?? {}, shared)
    },
    60_000,
  )
})
