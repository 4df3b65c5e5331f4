import { createServer } from 'node:net'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { expect, test } from '../support/cli-test'
import { startServe } from '../support/serve'

/** `signalbox serve` as a program: how it starts, refuses and ends. */

test('says where the page is in one line, and ends with 0 when it is asked to', async ({ start }) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    const serve = start('serve', '--port', '0')
    await serve.says('Ctrl+C ends it.')
    expect(serve.output()).toMatch(/^Open http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43} in a browser; Ctrl\+C ends it\.$/m)
    serve.process.kill(signal)
    expect(await serve.ended).toMatchObject({ code: 0, stderr: expect.stringContaining('Ending:') })
  }
})

test('the token stays the same from start to start, so that a tab goes on', async ({ dataFolder }) => {
  mkdirSync(dataFolder)
  const first = await startServe(dataFolder)
  await first.stop()
  const second = await startServe(dataFolder)
  await second.stop()
  expect(second.token).toBe(first.token)
})

test('a second signal ends it at once, also in the middle of work', async ({ start, file, cli }) => {
  const serve = start('serve', '--port', '0')
  await serve.says('Ctrl+C ends it.')
  const stubborn = file(
    'stubborn.yaml',
    'name: stubborn\nsteps: [{ id: a, uses: shell, with: { command: [sh, -c, "trap : TERM; while :; do sleep 0.1; done"] } }]',
  )
  const run = start('run', stubborn)
  await run.says('a running')
  run.process.kill('SIGKILL')
  serve.process.kill('SIGINT')
  await serve.says('Ending:')
  // Two SIGINT that come as soon after each other as here are one press of Ctrl-C.
  serve.process.kill('SIGTERM')
  expect(await serve.ended).toMatchObject({ code: 130 })
  expect((await cli('cancel', 'SBX-1')).code).toBe(0)
})

test('a port that is taken is one sentence and an exit code, and nothing was begun', async ({ cli }) => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const bound = other.address()
  const port = typeof bound === 'object' ? String(bound?.port) : ''
  const { code, stdout, stderr } = await cli('serve', '--port', port)
  other.close()
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
  expect(stderr).toBe(
    `signalbox: Port ${port} of 127.0.0.1 is in use by another program. Choose another with --port, or --port 0 for any that is free. [address_in_use]\n`,
  )
})

test('a folder that somebody works on is refused, and that one goes on', async ({ start, cli }) => {
  const serve = start('serve', '--port', '0')
  await serve.says('Ctrl+C ends it.')
  const { code, stderr } = await cli('serve', '--port', '0')
  expect(stderr).toMatch(/^signalbox: The engine of .* runs already, in another command\. .* \[data_folder_in_use\]\n$/)
  expect(code).toBe(3)
  expect((await cli('runs')).code).toBe(0)
})

test('what is no port is refused', async ({ cli }) => {
  for (const port of ['-1', '65536', '80.5', 'http']) expect((await cli('serve', `--port=${port}`)).code).toBe(2)
})
