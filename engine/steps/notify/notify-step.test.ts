import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { afterAll, describe, expect, it } from 'vitest'
import { SMTPServer } from 'smtp-server'
import type { StepNotice } from '../../contract/events'
import type { Json } from '../../contract/json'
import { DEFAULT_SETTINGS, type EmailSettings } from '../../contract/settings'
import { Egress } from '../../connectors/egress/egress'
import { EngineError } from '../../core/shared/engine-error'
import type { StepOutcome } from '../../ports/step-kind'
import { rawServer, reply } from '../../testing/raw-server'
import { stepContext, TEST_NOW, type TestContext } from '../../testing/step-context'
import { describeStepKind, runStep } from '../../testing/step.testsuite'
import { notifyStep } from './notify-step'

const PASSWORD = 'correct horse battery staple'

/** What a mail server was given. */
interface Mail {
  readonly from: string
  readonly to: readonly string[]
  readonly content: string
  readonly user: string | undefined
}

const mails: Mail[] = []
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  allowInsecureAuth: true,
  logger: false,
  onAuth: ({ username, password }, _session, done) =>
    password === PASSWORD ? done(null, { user: username ?? '' }) : done(new Error(`wrong password ${String(password)}`)),
  onRcptTo: ({ address }, _session, done) =>
    address.startsWith('nobody')
      ? done(Object.assign(new Error('no such mailbox'), { responseCode: 550 }))
      : address.startsWith('later')
        ? done(Object.assign(new Error('try later'), { responseCode: 451 }))
        : done(),
  onData: (stream, session, done) => {
    let content = ''
    stream
      .on('data', (chunk) => (content += String(chunk)))
      .on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        mails.push({
          from: mailFrom === false ? '' : (mailFrom?.address ?? ''),
          to: rcptTo.map(({ address }) => address),
          content,
          user: session.user === undefined ? undefined : String(session.user),
        })
        done()
      })
  },
})
const listener = server.listen(0, '127.0.0.1')
await once(listener, 'listening')
afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())))
const { port } = listener.address() as { port: number }

/** Takes connections and says nothing. */
const mute = createServer(() => undefined).listen(0, '127.0.0.1')
await once(mute, 'listening')
mute.unref()
const mutePort = (mute.address() as { port: number }).port

const here: EmailSettings = { host: '127.0.0.1', port, secure: false, user: null, password: null, from: 'signalbox@example.com' }
let email: EmailSettings | null = here
const notices: StepNotice[] = []
let listeners = 1

const egress = new Egress({ rules: async () => ({ allowedPrivateHosts: ['127.0.0.1'], own: [] }) })
const kind = notifyStep({
  egress,
  notices: { show: (notice) => (notices.push(notice), listeners) },
  settings: { get: async () => ({ ...DEFAULT_SETTINGS, email }) },
  secrets: {
    reveal: async (name) => {
      if (name === 'MAIL') return PASSWORD
      if (name === 'LONG') return 'correct horse '.repeat(60)
      if (name === 'WRONG') return 'not the password'
      throw new EngineError('secret_not_found', `There is no secret ${name}.`)
    },
  },
})

const told = { title: 'Orders are in', text: 'All 7.' }

describeStepKind({
  kind,
  good: [
    { name: 'the desktop', config: told },
    { name: 'an e-mail', config: { ...told, desktop: false, email: { to: 'ann@example.com' } } },
  ],
  bad: [
    { name: 'no title', config: { text: 'a' } },
    { name: 'no way', config: { ...told, desktop: false } },
    { name: 'a title of two lines', config: { title: 'a\r\nBcc: evil@example.com' } },
    { name: 'a subject of two lines', config: { ...told, email: { to: 'ann@example.com', subject: 'a\nBcc: evil@example.com' } } },
    { name: 'a recipient of two lines', config: { ...told, email: { to: 'ann@example.com\nBcc: evil@example.com' } } },
    { name: 'two recipients in one', config: { ...told, email: { to: 'ann@example.com, evil@example.com' } } },
    { name: 'a recipient that is none', config: { ...told, email: { to: 'ann' } } },
    { name: 'no recipients', config: { ...told, email: { to: [] } } },
    { name: 'a webhook without an address', config: { ...told, webhook: {} } },
  ],
  failing: [
    { name: 'a private webhook', config: { ...told, webhook: { url: 'http://10.0.0.1/' } }, code: 'address_refused' },
    { name: 'nobody there', config: { ...told, webhook: { url: 'http://127.0.0.1:1/' } }, code: 'connection_failed' },
    {
      name: 'a header with a line break',
      config: { ...told, webhook: { url: 'http://127.0.0.1:1/', headers: { 'X-A': 'a\nb' } } },
      code: 'step_config_invalid',
    },
    { name: 'a mailbox that is not there', config: { ...told, email: { to: 'nobody@example.com' } }, code: 'notify_failed' },
  ],
  slow: [{ name: 'a webhook that does not answer', config: { ...told, webhook: { url: `http://127.0.0.1:${mutePort}/` } } }],
  tooLarge: [],
})

async function run(config: Record<string, Json>): Promise<{ outcome: StepOutcome; context: TestContext }> {
  const context = await stepContext()
  return { outcome: await runStep(kind, { ...told, ...config }, context), context }
}

describe('the desktop', () => {
  it('is told in the words of the step', async () => {
    const { outcome, context } = await run({})
    expect(outcome).toEqual({ kind: 'succeeded', output: { desktop: 1, webhook: null, email: null } })
    expect(notices.at(-1)).toEqual({ ...told, runId: context.runId, at: TEST_NOW })
    expect(context.lines).toEqual([])
  })

  it('may be closed, and then the log says so', async () => {
    listeners = 0
    const { outcome, context } = await run({})
    listeners = 1
    expect(outcome).toMatchObject({ output: { desktop: 0 } })
    expect(context.lines).toMatchObject([{ level: 'warn', text: expect.stringContaining('nobody saw') }])
  })
})

describe('a webhook', () => {
  it('is told as JSON, with a key that stays the same', async () => {
    const hook = await rawServer((socket) => socket.end(reply('202 Accepted', {})))
    const { outcome, context } = await run({ webhook: { url: `http://127.0.0.1:${hook.port}/in`, headers: { 'X-Token': 'abc' } } })
    expect(outcome).toMatchObject({ kind: 'succeeded', output: { webhook: 202 } })
    const { text } = hook.requests[0]!
    expect(text).toMatch(/^POST \/in HTTP/)
    expect(text).toContain('x-token: abc')
    expect(text).toContain(`idempotency-key: ${context.idempotencyKey}`)
    expect(JSON.parse(text.split('\r\n\r\n')[1]!)).toEqual({ ...told, run_id: context.runId, step_id: 'step', at: '2026-01-02T03:04:05.000Z' })
  })

  it.each([
    ['503 Busy', 'http_unavailable', true],
    ['404 Gone', 'http_failed', false],
    ['302 Found', 'http_failed', false],
  ])('that answers %s leaves the desktop untold', async (status, code, retryable) => {
    const hook = await rawServer((socket) => socket.end(reply(status, { 'retry-after': '2', location: '/elsewhere' })))
    const before = notices.length
    expect((await run({ webhook: { url: `http://127.0.0.1:${hook.port}/` } })).outcome).toMatchObject({
      code,
      retryable,
      ...(retryable && { retryAfterMs: 2000 }),
    })
    expect(notices.length).toBe(before)
    expect(hook.requests).toHaveLength(1)
  })
})

describe('an e-mail', () => {
  const to = ['ann@example.com', 'bob@example.com']

  it('is handed to the mail server of the settings', async () => {
    const { outcome, context } = await run({ text: 'Grüße\n.\nand on', email: { to, subject: 'Größe ✓' } })
    expect(outcome).toMatchObject({ kind: 'succeeded', output: { email: expect.stringContaining('250') } })
    const mail = mails.at(-1)!
    expect(mail).toMatchObject({ from: 'signalbox@example.com', to, user: undefined })
    expect(mail.content).toContain('Subject: =?UTF-8?')
    expect(mail.content).toContain(`Message-ID: <${context.idempotencyKey}@signalbox>`)
    expect(mail.content).toMatch(/To: ann@example\.com, bob@example\.com\r\n/)
    expect(mail.content).toContain('and on')
  })

  it('has the title for a subject, unless it has its own', async () => {
    await run({ email: { to: 'ann@example.com' } })
    expect(mails.at(-1)!.content).toContain('Subject: Orders are in\r\n')
  })

  it('is sent as who the settings say, by the secret that they name', async () => {
    email = { ...here, user: 'ann', password: 'MAIL' }
    expect((await run({ email: { to } })).outcome).toMatchObject({ kind: 'succeeded' })
    expect(mails.at(-1)).toMatchObject({ user: 'ann' })
    email = { ...here, user: 'ann', password: 'WRONG' }
    const { outcome } = await run({ email: { to } })
    expect(outcome).toMatchObject({ code: 'notify_failed', retryable: false })
    expect(JSON.stringify(outcome)).not.toContain('not the password')
    email = { ...here, user: 'ann', password: 'GONE' }
    expect((await run({ email: { to } })).outcome).toMatchObject({ code: 'secret_not_found' })
    email = here
  })

  it.each([
    ['nobody@example.com', false],
    ['later@example.com', true],
  ])('to %s is tried again: %j', async (recipient, retryable) => {
    expect((await run({ email: { to: recipient } })).outcome).toMatchObject({ code: 'notify_failed', retryable })
  })

  it.each<readonly [string, EmailSettings | null, object]>([
    ['no mail server', null, { code: 'step_config_invalid' }],
    ['one that is not there', { ...here, port: 1 }, { code: 'notify_failed', retryable: true }],
    ['one where no step may go', { ...here, host: '169.254.169.254' }, { code: 'address_refused' }],
    ['one that should be secure and is not', { ...here, secure: true }, { code: 'notify_failed' }],
  ])('with %s is not sent', async (_, settings, outcome) => {
    email = settings
    expect((await run({ email: { to } })).outcome).toMatchObject(outcome)
    email = here
  })

  it('is let go at once when the step is called off', async () => {
    email = { ...here, port: mutePort }
    const context = await stepContext()
    const connected = new Promise<Socket>((resolve) => mute.once('connection', resolve))
    const running = runStep(kind, { ...told, email: { to } }, context)
    const socket = await connected
    context.abort.abort(new Error('called off'))
    const at = performance.now()
    await expect(running).rejects.toThrow('called off')
    await once(socket.resume(), 'close')
    expect(performance.now() - at).toBeLessThan(1000)
    email = here
  })
})

describe('a secret that a mail server repeats', () => {
  it('is masked before its answer is cut', async () => {
    email = { ...here, user: 'ann', password: 'LONG' }
    const context = await stepContext({ mask: (text) => text.replaceAll(PASSWORD, '•••') })
    const outcome = await runStep(kind, { ...told, email: { to: 'ann@example.com' } }, context)
    email = here
    expect(outcome).toMatchObject({ kind: 'failed', code: 'notify_failed', message: expect.stringContaining('wrong password •••') })
    expect(JSON.stringify(outcome)).not.toContain('corr')
  })
})
