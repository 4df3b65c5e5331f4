import type { Json, JsonObject } from '../contract/json'
import type { EngineInfo, EngineStatus } from '../contract/events'
import type { RosterNames } from '../core/pipelines/kind-rules'
import type { ParsedPipeline } from '../core/pipelines/parse-pipeline'
import type { Artifacts } from '../ports/artifacts'
import type { Bus } from '../ports/bus'
import type { Clock } from '../ports/clock'
import type { Ids } from '../ports/ids'
import type { LiveTexts } from '../ports/live-texts'
import type { TryModel } from '../ports/models'
import type { Audience } from '../ports/notices'
import type { PlacesNow } from '../ports/places'
import type { ReadStores } from '../ports/read-stores'
import type { Vault } from '../ports/secrets'
import type { ServiceChecks, Services } from '../ports/services'
import type { SettingsReader } from '../ports/settings'
import type { StorageTasks } from '../ports/storage-work'
import type { StepKinds } from '../ports/step-kind'
import type { UnitOfWork } from '../ports/unit-of-work'
import type { Wakes } from '../usecases/attempts'
import type { RunPlans } from '../usecases/run-plans'

/** What handlers may use; made once by the host. */
export interface EngineServices {
  readonly read: ReadStores
  readonly unitOfWork: UnitOfWork
  readonly plans: RunPlans
  readonly kinds: StepKinds
  readonly artifacts: Artifacts
  readonly liveTexts: LiveTexts
  readonly audience: Audience
  readonly settings: SettingsReader
  readonly vault: Vault
  /** What keeps a value from a JSON Schema, in words; empty when nothing does. */
  checkAnswer(value: Json, schema: JsonObject | boolean, signal: AbortSignal): Promise<readonly string[]>
  readonly tryModel: TryModel
  readonly places: PlacesNow
  /** An attempt that has been at work for longer is reported as stuck (ms). */
  readonly stuckAfterMs: number
  readonly serviceRoster: Services
  readonly serviceChecks: ServiceChecks
  readonly storage: StorageTasks
  readonly bus: Bus
  readonly clock: Clock
  readonly ids: Ids
  readonly info: EngineInfo
  status(): Promise<EngineStatus>
  /** With `rosters` it warns of names that they do not have. */
  parse(text: string, rosters?: RosterNames): ParsedPipeline
  /** JSON Schema of a pipeline file. */
  schema(): unknown
  /** The folder in which a pipeline without a file of its own lives. */
  pipelineFolder(name: string): string
  runFolder(runId: string): string
  wake(wakes: Wakes): void
  /** Aborted when the engine begins to close: streams end, and what is asked later is refused with `engine_stopping`. */
  readonly stopping: AbortSignal
}

/** Who calls. The embedded engine's person is its admin; a server's callers have the role of their token. */
export interface CallContext {
  readonly services: EngineServices
  readonly permissions: ReadonlySet<string>
  /** Their name, as others see it beside what they did. */
  readonly caller: string
}
