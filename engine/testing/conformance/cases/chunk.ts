import type { ConformanceCase } from '../conformance-case'
import { trials } from '../trial'
import { MADE } from '../world'

export const chunkCase: ConformanceCase = {
  good: () => ({ with: { text: 'One. Two.' } }),
  endless: () => ({ because: 'The longest text that it takes is split within seconds.' }),
  flood: () => ({
    before: [{ id: 'source', uses: 'script', with: { code: "return 'ab '.repeat(12e5)", memory_mb: 128 } }],
    with: { text: '${{ steps.source.output }}', max_tokens: 16, overlap_tokens: 8 },
  }),
  telling: () => trials({ with: { text: MADE, sections: [{ title: MADE, start: 0 }] } }),
  exposed: ['text', 'sections'],
}
