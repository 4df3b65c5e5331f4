import * as z from 'zod'
import { errorInfo } from '../../engine/contract/errors'
import { vaultProtection } from '../../engine/contract/secret'

/** The key to the secrets, in base64; null when it could not be opened, for the reason given. */
export const engineVaultKey = z.object({ key: z.string().nullable(), protection: vaultProtection, reason: z.string().nullable() })
export type EngineVaultKey = z.infer<typeof engineVaultKey>

/** What main tells the engine's process when it starts. */
export const engineConfig = z.object({
  dataFolder: z.string().min(1),
  version: z.string(),
  /** Where example pipelines lie; null when this build has none. */
  examplesFolder: z.string().nullable(),
  workers: z.object({ script: z.string().min(1), document: z.string().min(1), storage: z.string().min(1), writes: z.string().min(1) }),
  /** The oldest SQLite to accept, when it is not the one that is shipped. */
  minimumSqlite: z.string().optional(),
  vaultKey: engineVaultKey.optional(),
})
export type EngineProcessConfig = z.infer<typeof engineConfig>

/** What a person chose to do about a data folder with which no engine starts. */
export const engineMending = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('salvage'), to: z.string().min(1) }),
  z.object({ kind: z.literal('restore'), from: z.string().min(1) }),
  z.object({ kind: z.literal('start-empty') }),
])
export type EngineMending = z.infer<typeof engineMending>

/** From main to the engine's process. `mend` comes in place of `start`, to a process that does nothing else. `port` comes with one port, which is to be served the contract. `pulse`, once it is ready, asks for a sign of life. */
export const toEngine = z.discriminatedUnion('type', [
  z.object({ type: z.literal('start'), config: engineConfig }),
  z.object({ type: z.literal('mend'), config: engineConfig, mending: engineMending }),
  z.object({ type: z.literal('port') }),
  z.object({ type: z.literal('pulse') }),
  z.object({ type: z.literal('stop') }),
])
export type ToEngine = z.infer<typeof toEngine>

/** From the engine's process to main: first and once, `ready` or `failed`, after which main ends the process; then `alive` to each `pulse`. */
export const fromEngine = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('failed'), error: errorInfo }),
  z.object({ type: z.literal('alive') }),
])
export type FromEngine = z.infer<typeof fromEngine>

/** The answer to `mend`. */
export const fromMending = z.discriminatedUnion('type', [
  z.object({ type: z.literal('mended'), words: z.string() }),
  z.object({ type: z.literal('failed'), error: errorInfo }),
])
export type FromMending = z.infer<typeof fromMending>
