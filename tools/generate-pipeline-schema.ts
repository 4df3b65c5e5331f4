import { pipelineJsonSchema } from '../engine/core/pipelines/pipeline-json-schema'
import { withStepKinds } from './reference/step-kinds'

/** Published with the app, for completion in other editors. */
export const pipelineSchemaText = (): Promise<string> => withStepKinds((kinds) => `${JSON.stringify(pipelineJsonSchema(kinds), null, 2)}\n`)
