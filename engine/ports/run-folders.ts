import type { StepFolders } from './step-kind'

/** Which folders a run's steps may touch. */
export interface RunFolders {
  /** Names them; nothing is made or looked at. */
  of(runId: string, pipelineFolder: string): StepFolders
  /**
   * The same, with the run's folder made and links of the pipeline's folder resolved. What was taken over from `earlierRuns`
   * may lie in the folders of these. Throws `file_not_found`, `storage_full`.
   */
  open(runId: string, pipelineFolder: string, earlierRuns: readonly string[]): Promise<StepFolders>
  /** The run's own, with all that is in it. */
  remove(runId: string): Promise<void>
}
