import type { ConformanceCase } from '../conformance-case'
import { trials } from '../trial'
import { MADE, MADE_IN_SCRIPT } from '../world'

export const scriptCase: ConformanceCase = {
  good: () => ({ with: { code: 'return input', input: 1 } }),
  endless: () => ({ with: { code: 'for (;;) {}', timeout_ms: 600_000 } }),
  flood: () => ({ with: { code: "return 'x'.repeat(70e6)", memory_mb: 1024 } }),
  telling: () =>
    trials({ with: { code: 'console.log(input); return { [input]: input }', input: MADE } }, { with: { code: `throw new Error(${MADE_IN_SCRIPT})` } }),
  exposed: ['input'],
}
