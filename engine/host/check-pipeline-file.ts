import type { Validation } from '../contract/pipeline'
import { parsePipeline } from '../core/pipelines/parse-pipeline'
import { createIdleStepKinds } from '../steps/idle-step-kinds'
import type { WorkerPrograms } from '../steps/registry'

/** Looks at the text of a pipeline file as `pipelines.validate` does, without an engine or a data folder. */
export async function checkPipelineFile(text: string, workers: WorkerPrograms): Promise<Validation> {
  const { kinds, close } = createIdleStepKinds(workers)
  try {
    const { problems, name, graph, inputs } = parsePipeline(text, kinds, { queues: null })
    return { problems: [...problems], name, graph, inputs: [...inputs] }
  } finally {
    await close()
  }
}
