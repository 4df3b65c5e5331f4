import type { ConformanceCase } from '../conformance-case'
import { approvalCase } from './approval'
import { chunkCase } from './chunk'
import { embedCase } from './embed'
import { fileCase } from './file'
import { httpCase } from './http'
import { llmCase } from './llm'
import { notifyCase } from './notify'
import { objectCase } from './object'
import { pipelineCase } from './pipeline'
import { scriptCase } from './script'
import { serviceCase } from './service'
import { shellCase } from './shell'
import { validateCase } from './validate'
import { vectorCase } from './vector'
import { waitCase } from './wait'

/** By kind. A kind of the registry that is not in here fails the suite. */
export const CONFORMANCE_CASES: Readonly<Record<string, ConformanceCase>> = {
  shell: shellCase,
  script: scriptCase,
  file: fileCase,
  object: objectCase,
  chunk: chunkCase,
  validate: validateCase,
  wait: waitCase,
  approval: approvalCase,
  pipeline: pipelineCase,
  http: httpCase,
  service: serviceCase,
  llm: llmCase,
  embed: embedCase,
  vector: vectorCase,
  notify: notifyCase,
}
