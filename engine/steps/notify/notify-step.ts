import * as z from 'zod'
import { EngineError } from '../../core/shared/engine-error'
import type { Egress } from '../../connectors/egress/egress'
import { postWebhook } from '../../connectors/notify/post-webhook'
import { MailFailure, sendEmail } from '../../connectors/notify/send-email'
import type { Notices } from '../../ports/notices'
import type { Secrets } from '../../ports/secrets'
import type { SettingsReader } from '../../ports/settings'
import type { StepContext, StepKind, StepOutcome } from '../../ports/step-kind'
import { defineStep } from '../define-step'

export interface NotifyDeps {
  readonly egress: Egress
  readonly notices: Notices
  readonly settings: SettingsReader
  readonly secrets: Pick<Secrets, 'reveal'>
}

const oneLine = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .regex(/^[^\r\n\0]*$/, 'This must be a single line.')

const mailbox = oneLine(320).regex(/^[^\s<>,;:"()]{1,64}@[^\s<>,;:"()@]{1,255}$/, 'This is not an e-mail address.')

export const notifyConfig = z
  .strictObject({
    title: oneLine(200),
    text: z
      .string()
      .max(64 * 1024)
      .default(''),
    desktop: z.boolean().default(true).describe('Show it on the desktop of whoever has the app open.'),
    webhook: z
      .strictObject({
        url: z
          .string()
          .min(1)
          .max(16 * 1024),
        headers: z.record(z.string(), z.string()).default({}),
      })
      .optional()
      .describe('POST it as JSON: title, text, run_id, step_id, at.'),
    email: z
      .strictObject({
        to: z.union([mailbox.transform((one) => [one]), z.array(mailbox).min(1).max(100)]),
        subject: oneLine(500).optional().describe('Otherwise the title.'),
      })
      .optional()
      .describe('Send it by the mail server of the settings.'),
  })
  .refine(
    (config) => config.desktop || config.webhook !== undefined || config.email !== undefined,
    'A notification needs a way: `desktop`, `webhook` or `email`.',
  )
type NotifyConfig = z.output<typeof notifyConfig>

const notifyOutput = z.object({
  desktop: z.int().nullable().describe('How many desktops were told; null when it was not asked for.'),
  webhook: z.int().nullable().describe('The status that the webhook answered with.'),
  email: z.string().nullable().describe("The mail server's answer."),
})

export const notifyStep = (deps: NotifyDeps): StepKind<NotifyConfig> =>
  defineStep({
    kind: 'notify',
    title: 'Tell people',
    summary:
      'Shows a notification on the desktop, posts it to a webhook, or sends it as an e-mail; several ways may be given. The webhook and the e-mail come first, so that a failure is tried again before anything is shown. When the engine stops in the middle a person is asked whether to try again, rather than people be told twice.',
    example: `- id: tell
  uses: notify
  with:
    title: Orders are in
    text: "\${{ inputs.count }} orders were read."
    webhook: { url: "\${{ secrets.CHAT_WEBHOOK }}" }`,
    config: notifyConfig,
    output: notifyOutput,
    defaults: { timeoutMs: 60_000, queue: 'default', onLost: 'ask' },
    secretsIn: ['webhook'],
    run: (config, context) => notify(deps, config, context),
  })

async function notify(deps: NotifyDeps, config: NotifyConfig, context: StepContext): Promise<StepOutcome> {
  context.signal.throwIfAborted()
  const posted = await post(deps, config, context)
  if (posted?.kind === 'failed') return posted
  const mailed = config.email === undefined ? null : await mail(deps, config, config.email, context)
  if (typeof mailed === 'object' && mailed !== null) return mailed
  context.signal.throwIfAborted()
  return { kind: 'succeeded', output: { desktop: config.desktop ? show(deps, config, context) : null, webhook: posted?.status ?? null, email: mailed } }
}

function show({ notices }: NotifyDeps, { title, text }: NotifyConfig, context: StepContext): number {
  const seen = notices.show({ runId: context.runId, title, text, at: context.now() })
  if (seen === 0) context.log('warn', 'No desktop is open: nobody saw the notification.')
  return seen
}

async function post(
  { egress }: NotifyDeps,
  { webhook, title, text }: NotifyConfig,
  context: StepContext,
): Promise<Awaited<ReturnType<typeof postWebhook>> | null> {
  if (webhook === undefined) return null
  const { runId, stepId, idempotencyKey } = context
  const body = { title, text, run_id: runId, step_id: stepId, at: new Date(context.now()).toISOString() }
  return postWebhook(egress, { ...webhook, body, idempotencyKey }, context)
}

/** The mail server's answer, or the failure. */
async function mail(
  { egress, settings, secrets }: NotifyDeps,
  config: NotifyConfig,
  email: NonNullable<NotifyConfig['email']>,
  context: StepContext,
): Promise<string | StepOutcome> {
  const { email: server } = await settings.get()
  if (server === null) throw new EngineError('step_config_invalid', 'No e-mail can be sent: the settings name no mail server.')
  const password = server.password === null ? null : await secrets.reveal(server.password)
  const { idempotencyKey, signal } = context
  const messageId = `<${idempotencyKey.replace(/[^\w.-]/g, '-')}@signalbox>`
  try {
    return await sendEmail({ ...server, password }, { to: email.to, subject: email.subject ?? config.title, text: config.text, messageId }, { egress, signal, mask: (said) => context.mask(said) })
  } catch (thrown) {
    if (!(thrown instanceof MailFailure)) throw thrown
    return { kind: 'failed', code: thrown.code, message: thrown.message, retryable: thrown.isPassing }
  }
}
