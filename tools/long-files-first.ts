import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** The longest, the longest first. Whoever began one of them last would keep a core waiting for it. */
export const LONG_FILES = [
  'engine/connectors/process/run-process.test.ts',
  'engine/core/runs/random-runs.test.ts',
  'engine/testing/conformance/conformance.storage.test.ts',
  'engine/storage/random-runs.storage.test.ts',
  'engine/host/faults-schedules.storage.test.ts',
  'engine/host/faults-commits.storage.test.ts',
  'engine/host/run-groups.storage.test.ts',
  'engine/host/data-folder-guard.storage.test.ts',
  'engine/host/serve.storage.test.ts',
  'engine/connectors/documents/document-pool.test.ts',
  'engine/host/flow-control.storage.test.ts',
  'engine/host/pipelines-guide.storage.test.ts',
  'engine/connectors/llm/ask-model.test.ts',
  'engine/steps/validate/validate-step.test.ts',
  'engine/connectors/script/script-pool.test.ts',
  'engine/core/pipelines/expressions.test.ts',
  'engine/core/pipelines/parse-pipeline.test.ts',
] as const

/** A machine that has never run the tests knows only how large their files are, and the longest tests are among the smallest files. */
export class LongFilesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const known = LONG_FILES.findIndex((file) => moduleId.endsWith(`/${file}`))
      return known === -1 ? LONG_FILES.length : known
    }
    return (await super.sort(files)).toSorted((one, other) => place(one) - place(other))
  }
}
