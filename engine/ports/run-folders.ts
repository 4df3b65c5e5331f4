import type { StepFolders } from './step-kind'

/** Which folders a run's steps may touch. */
export interface RunFolders {
  /** Names them; nothing is made or looked at. */
  of(runId: string, pipelineFolder: string): StepFolders
  /** The same, with the run's folder made and links of the pipeline's folder resolved. Throws `file_not_found`, `storage_full`. */
  open(runId: string, pipelineFolder: string): Promise<StepFolders>
}
