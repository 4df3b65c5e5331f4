import type { ErrorCode } from '../../contract/errors'

export interface GreedyPipeline {
  readonly name: string
  readonly text: string
  /** What its one step fails of, and after how many attempts. */
  readonly code: ErrorCode
  readonly attempts: number
}

/** Steps that want more memory than they may have. */
export const GREEDY_PIPELINES: readonly GreedyPipeline[] = [
  {
    name: 'greedy_script',
    code: 'script_out_of_memory',
    attempts: 1,
    text: JSON.stringify({
      name: 'greedy_script',
      steps: [
        {
          id: 'eat',
          uses: 'script',
          retry: { attempts: 3, delay: 0 },
          with: { code: "const all = []; for (;;) all.push('x'.repeat(100_000) + all.length)", memory_mb: 16, timeout_ms: 60_000 },
        },
      ],
    }),
  },
  {
    name: 'greedy_command',
    code: 'command_failed',
    attempts: 2,
    text: JSON.stringify({
      name: 'greedy_command',
      steps: [
        {
          id: 'eat',
          uses: 'shell',
          retry: { attempts: 2, delay: 0 },
          with: { command: ['sh', '-c', 'ulimit -v 60000; awk \'BEGIN { s = "x"; while (1) s = s s }\' || exit 75'] },
        },
      ],
    }),
  },
]
