/** What a pipeline file may hold. Its length is limited by MAX_PIPELINE_TEXT of the contract. */
export const LIMITS = {
  /** Keys, values and list items, with what aliases repeat. */
  nodes: 200_000,
  depth: 50,
  aliases: 100,
  steps: 2000,
  onFailure: 100,
  needs: 1000,
  inputs: 200,
  options: 200,
  /** Characters of a name. */
  name: 100,
  /** Tries of one step. */
  attempts: 100,
  maxParallel: 1000,
  /** Runs of one group at once. */
  concurrency: 1000,
  /** Problems told at once. */
  problems: 200,
} as const
