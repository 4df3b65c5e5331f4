import { createIdleStepKinds } from '../steps/idle-step-kinds'

/** Every kind of step there is, to check files by; none of them can be run. */
export const openIdleKinds = (): ReturnType<typeof createIdleStepKinds> =>
  createIdleStepKinds({
    script: new URL('../connectors/script/script-worker.ts', import.meta.url),
    document: new URL('../connectors/documents/document-worker.ts', import.meta.url),
  })
