import { isIP } from 'node:net'
import type { EmailSettings } from '../../contract/settings'
import { EngineError } from '../../core/shared/engine-error'
import { addressKind, readAddress } from '../egress/address-kind'
import { orAborted } from '../egress/deadline'
import type { Egress } from '../egress/egress'

/** A mail server with its password at hand. */
export interface MailServer extends Omit<EmailSettings, 'password'> {
  readonly password: string | null
}

export interface Email {
  readonly to: readonly string[]
  readonly subject: string
  readonly text: string
  /** The same however often it is sent, so that a second one can be told from a second message. */
  readonly messageId: string
}

export interface MailDeps {
  readonly egress: Egress
  readonly signal: AbortSignal
  /** As in `StepContext`. */
  mask(text: string): string
  /** Certificates to trust instead of the system's. */
  readonly ca?: string | undefined
}

const CONNECT_MS = 10_000
const SILENT_MS = 30_000

/** A mail that the server did not take. */
export class MailFailure extends EngineError {
  constructor(
    message: string,
    /** Trying again may help. */
    readonly isPassing: boolean,
    cause: unknown,
  ) {
    super('notify_failed', message, { cause })
  }
}

/**
 * Hands an e-mail to a mail server; gives back the server's answer. Throws `MailFailure`, what `Egress.addressesOf` throws, and
 * the reason of the signal. The server's address is judged like any other: only an admin can have written it, so it may be private.
 */
export async function sendEmail(server: MailServer, email: Email, { egress, signal, mask, ca }: MailDeps): Promise<string> {
  const [first] = await egress.addressesOf(server.host, server.port, { allowPrivate: true, signal })
  if (first === undefined) throw new EngineError('connection_failed', `Couldn't reach ${server.host}: its name has no address.`)
  // Few engines send a mail in their lives, and none at its start.
  const { createTransport } = await import('nodemailer')
  const transport = createTransport({
    host: first.address,
    port: server.port,
    secure: server.secure,
    requireTLS: !server.secure && server.password !== null && isPublic(first.address),
    ...(server.user !== null && { auth: { user: server.user, pass: server.password ?? '' } }),
    tls: { ...(isIP(server.host) === 0 && { servername: server.host }), ...(ca !== undefined && { ca }) },
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  try {
    const { to, subject, text, messageId } = email
    const sent = await orAborted(transport.sendMail({ from: server.from, to: [...to], subject, text, messageId, signal }), signal)
    return sent.response
  } catch (thrown) {
    signal.throwIfAborted()
    throw mailFailure(thrown, server, mask)
  } finally {
    transport.close()
  }
}

/** A password goes over the open internet only behind TLS. */
function isPublic(address: string): boolean {
  const read = readAddress(address)
  return read === null || addressKind(read) === 'public'
}

/** What the server's answer, or its lack, means. Codes in the 500s are for good. */
function mailFailure(thrown: unknown, { host, port, password }: MailServer, mask: MailDeps['mask']): MailFailure {
  const said = thrown instanceof Error ? thrown.message : String(thrown)
  const scrubbed = password === null || password === '' ? said : said.replaceAll(password, '•••')
  const told = mask(scrubbed).replace(/\s+/g, ' ').slice(0, 500)
  const status = numberOf(thrown, 'responseCode')
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : ''
  const isPassing = status === null ? code !== 'EAUTH' && code !== 'ETLS' && code !== 'EENVELOPE' && code !== 'EMESSAGE' : status < 500
  return new MailFailure(`The mail server ${host}:${port} did not take the e-mail: ${told}`, isPassing, thrown)
}

function numberOf(thrown: unknown, key: string): number | null {
  const value: unknown = thrown instanceof Error ? Reflect.get(thrown, key) : null
  return typeof value === 'number' ? value : null
}
