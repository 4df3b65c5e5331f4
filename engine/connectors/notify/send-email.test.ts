import { once } from 'node:events'
import { describe, expect, it, onTestFinished } from 'vitest'
import { SMTPServer } from 'smtp-server'
import { selfSigned } from '../../testing/self-signed'
import { Egress } from '../egress/egress'
import { sendEmail } from './send-email'

const egress = new Egress({ rules: async () => ({ allowedPrivateHosts: [], own: [] }), resolve: async () => [{ address: '127.0.0.1', family: 4 }] })

describe('an e-mail over TLS', () => {
  it.each([
    ['from the first byte', true],
    ['by STARTTLS', false],
  ])('%s goes to the host that the certificate is for, and to no other', async (_, secure) => {
    const { key, cert } = await selfSigned('mail.test')
    const seen: boolean[] = []
    const server = new SMTPServer({
      secure,
      key,
      cert,
      logger: false,
      onAuth: ({ username }, session, done) => {
        seen.push(session.secure)
        done(null, { user: username ?? '' })
      },
      onData: (stream, _session, done) => stream.resume().on('end', () => done()),
    })
    // A client that does not trust it hangs up in the middle.
    server.on('error', () => undefined)
    const listener = server.listen(0, '127.0.0.1')
    await once(listener, 'listening')
    onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())))
    const { port } = listener.address() as { port: number }
    const send = (host: string, ca?: string): Promise<string> =>
      sendEmail(
        { host, port, secure, user: 'ann', password: 'correct horse', from: 'a@example.com' },
        { to: ['b@example.com'], subject: 's', text: 't', messageId: '<1@signalbox>' },
        { egress, signal: new AbortController().signal, mask: (text) => text, ca },
      )
    expect(await send('mail.test', cert)).toContain('250')
    expect(seen).toEqual([true])
    await expect(send('other.test', cert)).rejects.toMatchObject({ code: 'notify_failed' })
    await expect(send('mail.test')).rejects.toMatchObject({ code: 'notify_failed' })
    expect(seen).toEqual([true])
  })
})
