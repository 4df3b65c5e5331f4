import { execFile } from 'node:child_process'
import { expect, test } from '../support/desktop-test'
import { appCommand } from '../support/launch-app'

interface Outcome {
  readonly code: number | string | null | undefined
  readonly stdout: string
}

/** Runs the app's own program as a terminal without a display would. */
function runWithoutDisplay(dataFolder: string, ...args: string[]): Promise<Outcome> {
  const env = { ...process.env, DISPLAY: undefined, WAYLAND_DISPLAY: undefined }
  const command = appCommand(dataFolder, '--cli', ...args)
  return new Promise((resolve) =>
    execFile(command.executable, command.args, { env }, (error, stdout) => resolve({ code: error === null ? 0 : error.code, stdout })),
  )
}

test('--cli answers without a display', async ({ dataFolder }) => {
  const { code, stdout } = await runWithoutDisplay(dataFolder, '--version')
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  expect(code).toBe(0)
})

test('--cli ends with the exit code of its command', async ({ dataFolder }) => {
  const { code } = await runWithoutDisplay(dataFolder, 'no-such-command')
  expect(code).toBeGreaterThan(0)
})
