import { vi } from 'vitest'
import { describeStepKind } from '../../testing/step.testsuite'
import { chunkStep } from './chunk-step'

// Threads and processes on a busy machine.
vi.setConfig({ testTimeout: 30_000 })

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
  slow: [],
  tooLarge: [{ name: 'very many chunks', config: { text: 'a b c d e f g h '.repeat(1_000_000), max_tokens: 16, overlap_tokens: 8 } }],
})
