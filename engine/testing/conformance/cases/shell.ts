import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { ConformanceCase } from '../conformance-case'
import { trials } from '../trial'
import { REFERENCE } from '../world'

const node = (program: string): string[] => [process.execPath, '-e', program]

/** Starts another program, which starts nothing, and says so. */
const ENDLESS =
  "require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)'], { stdio: 'ignore' }); require('fs').writeFileSync('started', ''); setInterval(() => 0, 1000)"

export const shellCase: ConformanceCase = {
  good: () => ({ with: { command: [...node('0'), 'argument'], env: { A: 'a' }, stdin: 'text', cwd: '.' } }),
  endless: () => ({ with: { command: node(ENDLESS) }, started: (folder) => existsSync(join(folder, 'started')) }),
  flood: () => ({ with: { command: node("process.stdout.write('x'.repeat(70e6))"), output: 'lines' } }),
  telling: () =>
    trials(
      { with: { command: node('console.log(process.env.T); console.error(process.env.T)'), env: { T: REFERENCE } } },
      { with: { command: node('process.stdin.pipe(process.stderr); process.exitCode = 3'), stdin: REFERENCE } },
    ),
  exposed: ['command.3', 'env.A', 'stdin', 'cwd'],
}
