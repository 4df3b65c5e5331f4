import * as z from 'zod'
import { command, query } from '../define-api'
import { storageJob, storageStatus } from '../storage'

/** The data folder as such: how large it is, whether it is sound, and copies of it. One task at a time; what it came to is in the status. */
export const storageApi = {
  /** Sizes, the task at work, and what the last check and backup came to. Ask again while a task runs to follow it. */
  status: query().output(storageStatus),
  /**
   * Begins to check the whole database and every artifact that it refers to, while work goes on. When a check runs already, that
   * one is the answer. Throws `storage_busy` while there is another task.
   */
  check: command('admin').output(storageJob),
  /**
   * Begins to make a backup at `to`, an absolute path that does not exist yet or is an empty folder; without it at the suggested
   * place. It comes to be there only when it is whole and was checked. `withKey` puts the key to the secrets in when it lies in
   * the data folder. Throws `request_invalid`, `file_exists`, `storage_busy`.
   */
  backup: command('admin')
    .input(z.object({ to: z.string().min(1).max(4096).optional(), withKey: z.boolean().default(false) }))
    .output(storageJob),
  /** Begins to give the free space inside the database's file back to the disk, a little at a time. Throws `storage_busy`, `request_invalid` for a file that cannot. */
  reclaim: command('admin').output(storageJob),
  /** Calls off the task at work; what it has written so far is removed. Answers with the task, or null when there is none. */
  cancel: command('admin').output(z.object({ job: storageJob.nullable() })),
}
