import { resolve } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { expect, startProgram, test } from '../support/cli-test'
import { GREET, SLEEPER } from './pipeline-files'

test.skip(process.platform !== 'linux', 'The terminal is made by the script of util-linux.')

/** The command line on a terminal of its own. */
function onTerminal(args: readonly string[], { folder, dataFolder }: { folder: string; dataFolder: string }) {
  const command = [process.execPath, resolve('out/main/cli.cjs'), ...args].map((word) => `'${word}'`).join(' ')
  return startProgram('script', ['--quiet', '--return', '--flush', '--command', command, '/dev/null'], { cwd: folder, dataFolder })
}

test('a terminal shows the run as lamps that are drawn over, and keeps the last state', async ({ file, folder, dataFolder }) => {
  const run = onTerminal(['run', file('greet.yaml', GREET)], { folder, dataFolder })
  const { code } = await run.ended
  const lastFrame = run.output().split('\u001b[J').at(-1) ?? ''
  const text = stripVTControlCharacters(lastFrame).replaceAll('\r', '')
  expect(text).toMatch(
    /^● SBX-1 greet {2}succeeded {2}.*s\n {2}● greet .*s {2}2 items\n {2}● say .*s\ngreetings {2}\["Hello Ada","Hello Grace"\]\ntimes {6}1\n$/,
  )
  expect(run.output()).toContain('\u001b[32m●')
  expect(run.output().lastIndexOf('\u001b[?25h')).toBeGreaterThan(run.output().lastIndexOf('\u001b[?25l'))
  expect(code).toBe(0)
})

test('the key Ctrl-C cancels', async ({ file, folder, dataFolder }) => {
  const run = onTerminal(['run', file('sleeper.yaml', SLEEPER)], { folder, dataFolder })
  await run.says('pids')
  run.process.stdin?.write('\u0003')
  expect((await run.ended).code).toBe(130)
  expect(run.output()).toMatch(/SBX-1 stopped in .*: 2 steps stopped/)
})
