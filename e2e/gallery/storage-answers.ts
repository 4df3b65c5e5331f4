import type { StorageBackup, StorageCheck, StorageFinding, StorageJob, StorageStatus, StorageTask } from '../../engine/contract/storage'
import type { World } from './sample-world'

const FOLDER = '/home/ada/.local/share/signalbox'
const HOUR = 3_600_000

const check = (findings: readonly StorageFinding[], further = 0): StorageCheck => ({
  at: Date.now() - 26 * HOUR,
  tookMs: 4230,
  findings: [...findings],
  further,
  databaseBytes: 412_000_000,
  artifacts: 4310,
  artifactBytes: 1_870_000_000,
})

const BACKUP: StorageBackup = { at: Date.now() - 26 * HOUR, tookMs: 9100, folder: '/mnt/backup/signalbox/2026-02-03', bytes: 2_190_000_000, files: 4812, key: 'left', missingArtifacts: 0, leftOut: 2 }

const DAMAGE: readonly StorageFinding[] = [
  { kind: 'database', message: `${FOLDER}/signalbox.db: Tree 14 page 1209: btreeInitPage() returns error code 11` },
  { kind: 'database', message: `${FOLDER}/signalbox.db: row 4102 missing from index step_runs_run` },
  { kind: 'artifact', message: `${FOLDER}/artifacts/3f/9a1c77e0 is missing, and a value of a run is in it.` },
]

const jobs = new WeakMap<World, StorageJob>()

export function storageIn(world: World): StorageStatus {
  const ailing = world.status().health.state !== 'ok'
  const empty = world.pipelines.length === 0
  return {
    databaseBytes: empty ? 217_088 : 412_000_000,
    logBytes: empty ? 0 : 8_400_000,
    freeBytes: empty ? 0 : 96_300_000,
    canReclaim: !ailing,
    diskFreeBytes: ailing ? 0 : 214_000_000_000,
    placeWarning: ailing
      ? `${FOLDER} lies on a network share (NFS). Locks and the database's log are not reliable there: after a lost connection the database may be damaged. Keep the data folder on a local disk, and put backups there.`
      : null,
    job: jobs.get(world) ?? null,
    lastCheck: empty ? null : ailing ? check(DAMAGE, 12) : check([]),
    lastBackup: empty ? null : BACKUP,
    suggestedBackup: '/home/ada/.local/share/signalbox-backups/2026-02-04T09-12-44',
  }
}

/** It never comes to an end here; to a place on a full disk it fails at once. */
export function beginTask(world: World, task: StorageTask, to = ''): StorageJob {
  const begun: StorageJob = { id: 1, task, state: 'running', phase: 'artifacts', done: 1204, total: 4310, startedAt: Date.now() - 2600, endedAt: null, error: null }
  const job: StorageJob = to.includes('full')
    ? { ...begun, state: 'failed', endedAt: Date.now(), error: { code: 'storage_full', message: `The disk that holds ${to} is full. Nothing of it was left there; free some space, and ask again.` } }
    : begun
  jobs.set(world, job)
  return job
}

export function cancelTask(world: World): { job: StorageJob | null } {
  const job = jobs.get(world)
  if (job === undefined) return { job: null }
  const ended: StorageJob = { ...job, state: 'cancelled', endedAt: Date.now() }
  jobs.set(world, ended)
  return { job: ended }
}
