import { DocumentPool } from '../connectors/documents/document-pool'
import { ScriptPool } from '../connectors/script/script-pool'
import type { Egress } from '../connectors/egress/egress'
import type { Models } from '../ports/models'
import type { Notices } from '../ports/notices'
import type { Secrets } from '../ports/secrets'
import type { SettingsReader } from '../ports/settings'
import type { StepKind, StepKinds } from '../ports/step-kind'
import { chunkStep } from './chunk/chunk-step'
import { fileStep } from './file/file-step'
import { httpStep } from './http/http-step'
import { llmStep } from './llm/llm-step'
import { notifyStep } from './notify/notify-step'
import { scriptStep } from './script/script-step'
import { shellStep } from './shell/shell-step'
import { validateStep } from './validate/validate-step'
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
  readonly settings: SettingsReader
  readonly secrets: Pick<Secrets, 'reveal'>
  readonly notices: Notices
  /** Scripts that may run at the same time. */
  readonly scriptThreads?: number
  /** Documents that may be parsed at the same time. */
  readonly documentThreads?: number
}

export interface OpenStepKinds {
  readonly kinds: StepKinds
  /** Ends the threads that the kinds keep warm. */
  close(): Promise<void>
}

/** Every kind of step there is. To add one, write its folder and its line here. */
export function createStepKinds(deps: StepKindDeps): OpenStepKinds {
  const scripts = new ScriptPool(deps.workers.script, deps.scriptThreads ?? 2)
  const documents = new DocumentPool(deps.workers.document, deps.documentThreads ?? 2)
  const list: readonly StepKind[] = [
    shellStep,
    scriptStep(scripts),
    fileStep(documents),
    chunkStep(documents),
    validateStep(documents),
    waitStep,
    httpStep(deps.egress),
    llmStep({ ...deps, threads: documents }),
    notifyStep(deps),
  ]
  return {
    kinds: new Map(list.map((kind) => [kind.kind, kind])),
    close: async () => {
      await Promise.all([scripts.close(), documents.close()])
    },
  }
}
