import { DocumentPool } from '../connectors/documents/document-pool'
import { ScriptPool } from '../connectors/script/script-pool'
import type { Egress } from '../connectors/egress/egress'
import type { ObjectStore } from '../connectors/objects/object-store'
import type { Models } from '../ports/models'
import type { Notices } from '../ports/notices'
import type { Secrets } from '../ports/secrets'
import type { Services } from '../ports/services'
import type { SettingsReader } from '../ports/settings'
import type { StepKind, StepKinds } from '../ports/step-kind'
import type { Vectors } from '../ports/vectors'
import { approvalStep } from './approval/approval-step'
import { checkAnswers, type CheckAnswer } from './approval/check-answer'
import { chunkStep } from './chunk/chunk-step'
import { embedStep } from './embed/embed-step'
import { fileStep } from './file/file-step'
import { httpStep } from './http/http-step'
import { llmStep } from './llm/llm-step'
import { notifyStep } from './notify/notify-step'
import { objectStep } from './object/object-step'
import { pipelineStep } from './pipeline/pipeline-step'
import { serviceStep } from './service/service-step'
import { scriptStep } from './script/script-step'
import { shellStep } from './shell/shell-step'
import { validateStep } from './validate/validate-step'
import { vectorStep } from './vector/vector-step'
import { waitStep } from './wait/wait-step'

/** The programs of worker threads: these files as they are, or each bundled by itself. */
export interface WorkerPrograms {
  /** connectors/script/script-worker.ts */
  readonly script: string | URL
  /** connectors/documents/document-worker.ts */
  readonly document: string | URL
}

export interface StepKindDeps {
  readonly workers: WorkerPrograms
  /** The one way out for what steps send. */
  readonly egress: Egress
  readonly models: Models
  readonly services: Services
  readonly settings: SettingsReader
  readonly secrets: Pick<Secrets, 'reveal'>
  readonly notices: Notices
  /** The store in the data folder. */
  readonly objects: ObjectStore
  /** Those that the engine keeps itself. */
  readonly vectors: Vectors
  /** Scripts that may run at the same time. */
  readonly scriptThreads?: number
  /** Documents that may be parsed at the same time. */
  readonly documentThreads?: number
}

export interface OpenStepKinds {
  readonly kinds: StepKinds
  /** For the values of answers to what `approval` steps ask. */
  readonly checkAnswer: CheckAnswer
  /** Ends the threads that the kinds keep warm. */
  close(): Promise<void>
}

/** Every kind of step there is. To add one, write its folder and its line here. */
export function createStepKinds(deps: StepKindDeps): OpenStepKinds {
  const scripts = new ScriptPool(deps.workers.script, deps.scriptThreads ?? 2)
  const documents = new DocumentPool(deps.workers.document, deps.documentThreads ?? 2)
  const checkAnswer = checkAnswers(documents)
  const list: readonly StepKind[] = [
    shellStep,
    scriptStep(scripts),
    fileStep(documents),
    objectStep(deps),
    chunkStep(documents),
    validateStep(documents),
    waitStep,
    approvalStep(checkAnswer),
    pipelineStep,
    httpStep(deps.egress),
    serviceStep(deps),
    llmStep({ ...deps, threads: documents }),
    embedStep(deps),
    vectorStep(deps),
    notifyStep(deps),
  ]
  return {
    kinds: new Map(list.map((kind) => [kind.kind, kind])),
    checkAnswer,
    close: async () => {
      await Promise.all([scripts.close(), documents.close()])
    },
  }
}
