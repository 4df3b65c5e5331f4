import type { StorageBackup, StorageJob, StoragePhase, StorageTask } from '../../../engine/contract/storage'
import { formatCount } from '../../lib/format-count'

export const TASKS: Readonly<Record<StorageTask, string>> = { check: 'Checking', backup: 'Backing up', reclaim: 'Giving space back' }

const PHASES: Readonly<Record<StoragePhase, string>> = {
  database: 'reading every page of the database',
  relations: 'comparing rows with those that they belong to',
  artifacts: 'artifacts',
  copy: 'copying the database',
  verify: 'checking the copy of the database',
  files: 'files of runs, objects and pipelines',
  space: 'free pages',
}

/** "artifacts, 120 of 4,000" */
export function progressWords({ phase, done, total }: Pick<StorageJob, 'phase' | 'done' | 'total'>): string {
  if (total > 0) return `${PHASES[phase]}, ${formatCount(done)} of ${formatCount(total)}`
  return done > 0 ? `${PHASES[phase]}, ${formatCount(done)}` : PHASES[phase]
}

export const KEY_WORDS: Readonly<Record<StorageBackup['key'], string>> = {
  inside: 'The key to the secrets is in it: whoever has this backup can read them.',
  left: 'The key to the secrets is not in it. Without that key, restored secrets stay locked.',
  elsewhere: 'The key to the secrets is not kept in the data folder, so it is not in the backup either.',
}

const ENDS: Readonly<Record<StorageTask, { readonly failed: string; readonly cancelled: string }>> = {
  check: { failed: 'The check failed', cancelled: 'The check was called off.' },
  backup: { failed: 'The backup failed', cancelled: 'The backup was called off. Nothing of it is left.' },
  reclaim: { failed: 'Space could not be given back', cancelled: 'Giving space back was called off. What was given back stays so.' },
}

export const endWords = (task: StorageTask) => ENDS[task]
