import * as z from 'zod'
import { errorInfo } from './errors'
import { time } from './json'
import { MOST_FINDINGS } from './storage-bounds'

/**
 * database: SQLite finds its pages, indexes or relations damaged. artifact: a value that rows refer to is not in the folder, or
 * not what it was. log: what was confirmed last may be missing, since the database's log was damaged or taken away.
 */
export const storageFinding = z.object({ kind: z.enum(['database', 'artifact', 'log']), message: z.string() })
export type StorageFinding = z.infer<typeof storageFinding>

/** What a whole check came to. All is well when there are no findings. */
export const storageCheck = z.object({
  at: time,
  tookMs: z.number(),
  findings: z.array(storageFinding).max(MOST_FINDINGS),
  /** Findings that are not listed. */
  further: z.int(),
  databaseBytes: z.int(),
  /** Values outside the rows: how many are referred to, and how large they are together. */
  artifacts: z.int(),
  artifactBytes: z.int(),
})
export type StorageCheck = z.infer<typeof storageCheck>

/** Where the key to the secrets is. inside: in the backup. left: in the data folder, and not in the backup. elsewhere: not in the data folder. */
export const backedUpKey = z.enum(['inside', 'left', 'elsewhere'])
export type BackedUpKey = z.infer<typeof backedUpKey>

/** A backup that is whole and was checked. */
export const storageBackup = z.object({
  at: time,
  tookMs: z.number(),
  folder: z.string(),
  bytes: z.int(),
  files: z.int(),
  key: backedUpKey,
  /** Artifacts that were missing or damaged in the original, so that the backup lacks them. */
  missingArtifacts: z.int(),
  /** Links that lead out of their folder or nowhere, sockets and pipes: none of them is taken along. */
  leftOut: z.int().default(0),
})
export type StorageBackup = z.infer<typeof storageBackup>

/** What goes on in a data folder beside its work. `reclaim` gives the database's free space back to the disk. */
export const storageTask = z.enum(['check', 'backup', 'reclaim'])
export type StorageTask = z.infer<typeof storageTask>

export const storagePhase = z.enum(['database', 'relations', 'artifacts', 'copy', 'verify', 'files', 'space'])
export type StoragePhase = z.infer<typeof storagePhase>

/** The task at work, or the last one of this engine. */
export const storageJob = z.object({
  id: z.int(),
  task: storageTask,
  state: z.enum(['running', 'done', 'failed', 'cancelled']),
  phase: storagePhase,
  /** Of the phase, in whatever it counts; `total` is 0 while that is not known. */
  done: z.number(),
  total: z.number(),
  startedAt: time,
  endedAt: time.nullable(),
  /** Why it failed. */
  error: errorInfo.nullable(),
})
export type StorageJob = z.infer<typeof storageJob>

export const storageStatus = z.object({
  databaseBytes: z.int(),
  /** Of the database's log, which it works into the file now and then. */
  logBytes: z.int(),
  /** Free inside the database's file: new rows take it before the file grows. */
  freeBytes: z.int(),
  /** False for a file from before space could be given back while work goes on. */
  canReclaim: z.boolean(),
  /** Free on the disk of the data folder; null where the system does not tell. */
  diskFreeBytes: z.number().nullable(),
  /** What is doubtful about the place itself, in a sentence: a network share, say. */
  placeWarning: z.string().nullable(),
  job: storageJob.nullable(),
  lastCheck: storageCheck.nullable(),
  lastBackup: storageBackup.nullable(),
  /** Where a backup goes unless another place is named. */
  suggestedBackup: z.string(),
})
export type StorageStatus = z.infer<typeof storageStatus>

/** What is known of a data folder over the engine's starts. */
export const storageRecord = storageStatus.pick({ lastCheck: true, lastBackup: true })
export type StorageRecord = z.infer<typeof storageRecord>
