import type { Problem, Validation } from '../contract/pipeline'
import type { CliContext } from './context'
import { readTextFile } from './read-text-file'
import { problemLine } from './show/problem-lines'

export interface CheckedFile {
  readonly text: string
  readonly validation: Validation
}

/** A pipeline file and what there is to say about it. Throws what `readTextFile` throws. */
export async function checkFile({ host }: CliContext, file: string): Promise<CheckedFile> {
  const text = await readTextFile(file)
  // Loaded only when needed: every kind of step is in there.
  const { checkPipelineFile } = await import('../host/check-pipeline-file')
  return { text, validation: await checkPipelineFile(text, host.workers) }
}

export function tellProblems(tell: (line: string) => void, file: string, problems: readonly Problem[]): void {
  for (const problem of problems) tell(problemLine(file, problem))
}
