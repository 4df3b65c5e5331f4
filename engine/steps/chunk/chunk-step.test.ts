import { afterAll, expect, it, vi } from 'vitest'
import * as z from 'zod'
import { DocumentPool } from '../../connectors/documents/document-pool'
import { cutText } from '../../connectors/documents/split-text'
import { longestHoldUp } from '../../testing/hold-up'
import { stepContext } from '../../testing/step-context'
import type { StepOutcome } from '../../ports/step-kind'
import { describeStepKind, runStep } from '../../testing/step.testsuite'
import { chunkStep as chunkStepOn } from './chunk-step'

// Threads and processes on a busy machine.
vi.setConfig({ testTimeout: 30_000 })

const threads = new DocumentPool(new URL('../../connectors/documents/document-worker.ts', import.meta.url), 2)
afterAll(() => threads.close())
const chunkStep = chunkStepOn(threads)

const long = 'Lorem ipsum dolor sit amet, consectetur adipiscing elit. Sed do eiusmod tempor.\n\n'.repeat(125_000)

describeStepKind({
  kind: chunkStep,
  good: [
    { name: 'a text', config: { text: 'One. Two. '.repeat(500), max_tokens: 100 } },
    { name: 'an empty text', config: { text: '' } },
    { name: 'sections as a parsed document has them', config: { text: 'A\n\nB', sections: [{ title: 'B', level: 1, start: 3, end: 4 }] } },
  ],
  bad: [
    { name: 'no text', config: {} },
    { name: 'tiny chunks', config: { text: 'a', max_tokens: 1 } },
    { name: 'more overlap than half', config: { text: 'a', max_tokens: 100, overlap_tokens: 51 } },
    { name: 'a section before the text', config: { text: 'a', sections: [{ title: 'x', start: -1 }] } },
  ],
  failing: [],
  slow: [{ name: 'a long text', config: { text: long } }],
  tooLarge: [{ name: 'very many chunks', config: { text: 'a b c d e f g h '.repeat(200_000), max_tokens: 16, overlap_tokens: 8 } }],
})

it('splits a long text as it splits a short one, and the engine goes on meanwhile', async () => {
  const sections = [{ title: 'Second', start: 81 * 600 }, { title: 'First', start: 81 }]
  const given = { sections, max_tokens: 2000 }
  const context = await stepContext()
  const { result, longestMs } = await longestHoldUp(() => runStep(chunkStep, { text: long, ...given }, context))
  const atOnce = await longestHoldUp(() => cutText(long, { maxTokens: 2000, overlapTokens: 40, sections }))
  expect(longestMs).toBeLessThan(atOnce.longestMs / 2)

  const ofLong = chunksOf(result)
  const ofShort = chunksOf(await runStep(chunkStep, { text: long.slice(0, 60_000), ...given }, context))
  expect(new Set(ofLong.map(({ section }) => section))).toEqual(new Set([null, 'First', 'Second']))
  expect(ofLong.slice(0, ofShort.length - 1)).toEqual(ofShort.slice(0, -1))
})

const chunks = z.object({ output: z.object({ chunks: z.array(z.object({ start: z.int(), end: z.int(), text: z.string(), section: z.string().nullable() })) }) })
const chunksOf = (outcome: StepOutcome) => chunks.parse(outcome).output.chunks
