import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** The longest, the longest first. Whoever began one of them last would keep a core waiting for it. */
export const LONG_FILES = [
  'engine/connectors/process/run-process.test.ts',
  'engine/core/runs/random-runs.test.ts',
  'engine/host/torture-syscalls.storage.test.ts',
  'engine/testing/conformance/conformance.storage.test.ts',
  'engine/host/faults-files.storage.test.ts',
  'engine/host/faults-thread.storage.test.ts',
  'engine/storage/random-runs.storage.test.ts',
  'engine/host/faults-commits.storage.test.ts',
  'engine/host/faults-schedules.storage.test.ts',
  'engine/host/torture.storage.test.ts',
  'engine/host/data-folder.storage.test.ts',
  'engine/host/locked-database.storage.test.ts',
  'engine/host/pipelines-guide.storage.test.ts',
  'engine/host/salvage-folder.storage.test.ts',
  'engine/host/faults-statements.storage.test.ts',
  'engine/connectors/egress/egress.test.ts',
  'engine/host/standing-still.storage.test.ts',
  'engine/host/faults-stops.storage.test.ts',
  'engine/storage/random-groups.storage.test.ts',
  'engine/host/data-folder-guard.storage.test.ts',
  'engine/cli/commands/serve.storage.test.ts',
  'engine/host/serve.storage.test.ts',
  'engine/storage/faults-migration.storage.test.ts',
  'engine/host/flow-control.storage.test.ts',
  'engine/host/jumping-clock.storage.test.ts',
  'engine/host/storage-tasks.storage.test.ts',
  'engine/host/broken-disk.storage.test.ts',
  'engine/host/faults-retention.storage.test.ts',
  'engine/host/scale.storage.test.ts',
  'engine/host/locked-briefly.storage.test.ts',
  'engine/host/damaged-start.storage.test.ts',
  'engine/steps/validate/validate-step.test.ts',
  'engine/host/reruns.storage.test.ts',
] as const

/** A machine that has never run the tests knows only how large their files are, and the longest tests are among the smallest files. */
export class LongFilesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const known = LONG_FILES.findIndex((file) => moduleId.endsWith(`/${file}`))
      return known === -1 ? LONG_FILES.length : known
    }
    // A process that goes from a file of one project to one of another begins anew, and reads and compiles the engine again.
    // The short files of storage come last: those of unit would all have ended while its longest still runs.
    return (await super.sort(files)).toSorted((one, other) => other.project.name.localeCompare(one.project.name) || place(one) - place(other))
  }
}
