import * as z from 'zod'
import { id } from './json'
import { secretName } from './secret'

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'A time of day is written as 22:30.')

export const notificationSettings = z.object({
  /** Whether failed steps and runs are told on the desktop. */
  failures: z.boolean().default(true),
  /** Pipelines whose failures are not told. */
  mutedPipelines: z.array(id).max(1000).default([]),
  /** Local times between which nothing is told; `from` may be later than `to`, over midnight. */
  quietHours: z.object({ from: timeOfDay, to: timeOfDay }).nullable().default(null),
})

/** A mail server for `notify`. */
export const emailSettings = z.object({
  host: z.string().min(1).max(255),
  port: z.int().min(1).max(65_535),
  /** TLS from the first byte; otherwise STARTTLS is asked for when the server offers it. */
  secure: z.boolean(),
  user: z.string().max(255).nullable(),
  /** The secret that holds the password. */
  password: secretName.nullable(),
  from: z.string().min(3).max(320),
})
export type EmailSettings = z.infer<typeof emailSettings>

/** How long ended runs are kept, with all that belongs to them. Null: no bound of that kind. */
export const historySettings = z.object({
  days: z.int().min(1).max(36_500).nullable().default(365),
  runsPerPipeline: z.int().min(1).max(10_000_000).nullable().default(null),
})

/** What an admin decides for the whole engine. Every part has a value from the start. */
export const settings = z.object({
  /** Private addresses that steps may reach all the same: `10.0.0.5`, `nas.local`, `localhost:9000`, `192.168.0.0/16`. */
  allowedPrivateHosts: z.array(z.string().min(1).max(255)).max(200).default([]),
  /** Further folders, absolute, that file steps may touch. */
  fileRoots: z.array(z.string().min(1).max(4096)).max(100).default([]),
  notifications: notificationSettings.prefault({}),
  email: emailSettings.nullable().default(null),
  history: historySettings.prefault({}),
})
export type Settings = z.infer<typeof settings>

/** What holds before anyone changed anything. */
export const DEFAULT_SETTINGS: Settings = { allowedPrivateHosts: [], fileRoots: [], notifications: { failures: true, mutedPipelines: [], quietHours: null }, email: null, history: { days: 365, runsPerPipeline: null } }
