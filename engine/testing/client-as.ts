import type { EngineClient } from '../client/create-client'
import type { Permission } from '../contract/define-api'
import { createInProcessClient } from '../server/in-process-client'
import type { EngineHarness } from './engine-harness'

/** The engine, as somebody sees it who may do no more than this. */
export const as = ({ engine }: EngineHarness, permissions: readonly Permission[]): EngineClient =>
  createInProcessClient({ ...engine.context, permissions: new Set(permissions), caller: 'someone' })
