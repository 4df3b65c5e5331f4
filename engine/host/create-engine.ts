import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { EngineClient } from '../client/create-client'
import { InProcessBus } from '../bus/in-process-bus'
import { noticesOn, WatchingAudience } from '../bus/notices'
import { FolderArtifacts } from '../connectors/artifacts/folder-artifacts'
import { KeptArtifacts } from '../connectors/artifacts/kept-artifacts'
import { Egress } from '../connectors/egress/egress'
import type { HostAndPort } from '../connectors/egress/egress-rules'
import { tryModel } from '../connectors/llm/try-model'
import { FolderObjects } from '../connectors/objects/folder-objects'
import { LocalRunFolders } from '../connectors/run-folders/local-run-folders'
import { HealthChecks } from '../connectors/services/health-checks'
import { PERMISSIONS } from '../contract/define-api'
import { jsonObject } from '../contract/json'
import { PROTOCOL, type EngineInfo } from '../contract/events'
import { parsePipeline } from '../core/pipelines/parse-pipeline'
import { pipelineJsonSchema } from '../core/pipelines/pipeline-json-schema'
import { secretReferences } from '../core/pipelines/secret-references'
import { OUTPUTS_STEP } from '../core/pipelines/spec'
import { DEFAULT_QUEUES } from '../core/queues/default-queues'
import { toEngineError } from '../core/shared/engine-error'
import type { Clock } from '../ports/clock'
import type { Logger } from '../ports/logger'
import type { StepKind, StepKinds } from '../ports/step-kind'
import { AttemptRunner } from '../runtime/attempt-runner'
import { CacheSweeper } from '../runtime/cache-sweeper'
import { Health } from '../runtime/health'
import { LeftJobs } from '../runtime/left-jobs'
import { LiveTextBoard } from '../runtime/live-text-board'
import { LogWriter } from '../runtime/log-writer'
import { Retention } from '../runtime/retention'
import { Reconciler } from '../runtime/reconciler'
import { StorageWatch } from '../runtime/storage-watch'
import { RecentOutcomes } from '../runtime/recent-outcomes'
import { RunFactsReader } from '../runtime/run-facts'
import { StepCache } from '../runtime/step-cache'
import { PlaceBook } from '../runtime/place-book'
import { PlaceKeeper } from '../runtime/place-keeper'
import { StoragePatience } from '../runtime/storage-patience'
import { ValueStore } from '../runtime/value-store'
import { Worker } from '../runtime/worker'
import type { CallContext, EngineServices } from '../server/context'
import { createInProcessClient } from '../server/in-process-client'
import { createPortServer, type MessagePortLike } from '../server/message-port-server'
import { listenOnSocket } from '../server/socket-server'
import { defineStep } from '../steps/define-step'
import { createStepKinds, type WorkerPrograms } from '../steps/registry'
import { openDatabase, type Connect } from '../storage/open-database'
import { EmbeddedVectors } from '../storage/vectors/embedded-vectors'
import { takeOwnership } from '../storage/ownership'
import { checkAfterCrash, inspectFiles, lostLog } from '../storage/soundness/inspect-start'
import type { Wakes } from '../usecases/attempts'
import { modelsOf } from '../usecases/models'
import { RunPlans } from '../usecases/run-plans'
import { servicesOf } from '../usecases/services'
import { settingsOf } from '../usecases/settings'
import { personName } from './person-name'
import { prepareDataFolder, prepareSocket, socketPath } from './data-folder'
import { DataFolderGuard } from './data-folder-guard'
import { EngineLog } from './engine-log'
import { statusOf } from './engine-status'
import { addExamples } from './examples'
import { endCommandsOfLastOwner } from './end-left-commands'
import { refuseHalfRestored } from './restore-backup'
import { keepStorage } from './keep-storage'
import { lastWritten } from './last-written'
import { stamp } from './storage-place'
import { stuckAfterMs } from './stuck-after'
import { allLoggers, lineLogger, systemClock, systemIds } from './system'
import { type GivenVaultKey, openVault } from './vault-key'

/** The programs of all worker threads. */
export interface EngineWorkers extends WorkerPrograms {
  /** storage/writing/write-worker.ts; unless given, the engine's own thread writes. */
  readonly writes?: string | URL | undefined
  /** storage/soundness/storage-worker.ts */
  readonly storage: string | URL
}

export interface EngineConfig {
  readonly dataFolder: string
  /** Of the product, for people. */
  readonly version: string
  /** Where example pipelines lie; null to add none. */
  readonly examplesFolder: string | null
  readonly workers: EngineWorkers
  /** The thread that writes is up before the engine begins, instead of with the first works that are worth it; only for tests. */
  readonly awaitsWriter?: boolean | undefined
  /** The oldest SQLite to accept, when it is not the one that is shipped; only for tests. */
  readonly minimumSqlite?: string | undefined
  /** Places of each queue, instead of the usual ones. */
  readonly queues?: Readonly<Record<string, number>> | undefined
  /** False: it only answers, and what waits in its queues waits on. */
  readonly works?: boolean | undefined
  /** Kinds beside those that are built in. */
  readonly extraKinds?: readonly StepKind[] | undefined
  /** The key to the secrets; the environment's or the data folder's own unless given. */
  readonly vaultKey?: GivenVaultKey | undefined
  /** Where the host listens: no step may reach it. */
  readonly ownAddresses?: readonly HostAndPort[] | undefined
  readonly logger?: Logger | undefined
  /** How a database file is opened, and what time it is: the driver's way and the computer's clock; others only for tests. */
  readonly connect?: Connect | undefined
  readonly clock?: Clock | undefined
  /** How long an attempt is its worker's without a sign of life (ms); only for tests. */
  readonly leaseMs?: number | undefined
}

export interface Engine {
  /** The contract without a transport, for programs that host the engine. */
  readonly client: EngineClient
  readonly info: EngineInfo
  /** For hosts that serve the contract in ways of their own. */
  readonly context: CallContext
  /** Serves the contract on a port, as the person whose engine this is. */
  connect(port: MessagePortLike): void
  /** Gives what runs `graceMs` to end, hands the rest back, and closes everything. Idempotent. */
  stop(graceMs?: number): Promise<void>
}

const LEASE_MS = 30_000
const STOP_GRACE_MS = 2000

/** What a file's `outputs` become: gives out what it is given. Not for files, whose steps cannot name it. */
const outputsKind = defineStep({
  kind: OUTPUTS_STEP,
  title: 'Outputs',
  summary: 'Gives out what the file names under `outputs`.',
  example: '',
  config: jsonObject,
  output: jsonObject,
  defaults: { timeoutMs: 60_000, queue: 'default', onLost: 'retry' },
  run: async (config) => ({ kind: 'succeeded', output: config }),
})

/**
 * Builds the engine over a data folder and starts it: recovers what the last owner left, then works.
 * Throws `data_folder_unusable`, `data_folder_in_use`, `database_newer`, `sqlite_too_old`, `storage_…`; nothing is left open then.
 */
export async function createEngine(config: EngineConfig): Promise<Engine> {
  const dataFolder = await prepareDataFolder(config.dataFolder)
  const ownership = await takeOwnership(dataFolder)
  const log = new EngineLog(join(dataFolder, 'engine.log'))
  const logger = allLoggers(lineLogger(log.write), config.logger ?? lineLogger((line) => process.stderr.write(line)))
  const opened: (() => Promise<void>)[] = [() => ownership.release(), () => log.close()]
  const closeAll = async () => {
    for (const close of opened.reverse()) {
      // One that fails must not keep the others open, the folder's owner least of all.
      await close().catch((thrown: unknown) => logger.error('something could not be closed', { reason: toEngineError(thrown).message }))
    }
  }
  try {
    refuseHalfRestored(dataFolder)
    const file = join(dataFolder, 'signalbox.db')
    inspectFiles(file)
    const lastWorkAt = lastWritten(file)
    // Without a database there is nothing that was cut off: should this start be, the next one begins as this one does.
    const leftOpen = ownership.wasCutOff && existsSync(file)
    if (ownership.wasCutOff && !leftOpen) await ownership.note(false)
    const doubt = leftOpen ? lostLog(file, () => stamp(Date.now())) : null
    // Before anyone can write: the last connection to close works the log into the file.
    const isChecked = !leftOpen || checkAfterCrash(file)
    const database = await openDatabase({ file, writeWorker: config.workers.writes, awaitsWriter: config.awaitsWriter, minimumSqlite: config.minimumSqlite, connect: config.connect, hasLostRuns: doubt !== null })
    opened.push(() => database.close())
    await ownership.note(true)
    opened.push(() => ownership.note(false))
    const folderArtifacts = new FolderArtifacts(join(dataFolder, 'artifacts'), database.begunAt)
    await folderArtifacts.sweep()
    const clock = config.clock ?? systemClock
    const guard = new DataFolderGuard(dataFolder, clock)
    const { read } = database
    const ids = systemIds
    const bus = new InProcessBus((thrown) => logger.error('a listener failed', { reason: toEngineError(thrown).message }))
    const health = new Health(bus, logger)
    const artifacts = new KeptArtifacts(folderArtifacts, () => health.isInDoubt)
    const storageWatch = new StorageWatch({ unitOfWork: guard.protect(database.unitOfWork), health, clock, logger })
    const { unitOfWork } = storageWatch
    const audience = new WatchingAudience()
    const settings = settingsOf(read)
    const vault = await openVault({ dataFolder, given: config.vaultKey, environment: process.env }, { read, unitOfWork, clock, logger })
    const egress = new Egress({ rules: async () => ({ allowedPrivateHosts: (await settings.get()).allowedPrivateHosts, own: config.ownAddresses ?? [] }) })
    const serviceRoster = servicesOf({ read, secrets: vault })
    const stepKinds = createStepKinds({ workers: config.workers, egress, models: modelsOf({ read, secrets: vault }), services: serviceRoster, secrets: vault, settings, notices: noticesOn(bus, audience), objects: new FolderObjects(join(dataFolder, 'objects')), vectors: new EmbeddedVectors({ read, unitOfWork, clock }) })
    opened.push(() => stepKinds.close())
    const fileKinds: StepKinds = new Map([...stepKinds.kinds, ...(config.extraKinds ?? []).map((kind) => [kind.kind, kind] as const)])
    const kinds: StepKinds = new Map([...fileKinds, [OUTPUTS_STEP, outputsKind]])
    const builtIn = config.queues ?? DEFAULT_QUEUES
    const places = new PlaceBook({ queues: builtIn, clock, logger, onMoved: (lane) => worker.laneMoved(lane), lastWorkAt: lastWorkAt === undefined ? undefined : Math.min(lastWorkAt, clock.now()) })
    const plans = new RunPlans(read, { places, laneOf: ({ uses, with: template }) => kinds.get(uses)?.lane?.(template) ?? null })
    const stopWatching = guard.watch({ lost: (error) => health.degraded(error), back: () => health.recovered() })
    opened.push(async () => stopWatching())
    const storage = await keepStorage({ dataFolder, version: config.version, worker: config.workers.storage, database, unitOfWork, artifacts, health, bus, clock, logger })
    opened.push(() => storage.close())
    health.found(doubt)
    if (!isChecked) storage.tasks.check()
    const logs = new LogWriter({ unitOfWork, bus, clock, logger, masker: () => vault.masker() })
    const board = new LiveTextBoard(bus, clock)
    const folders = new LocalRunFolders(dataFolder, async () => (await settings.get()).fileRoots)
    const outcomes = new RecentOutcomes(read)
    const wake = (wakes: Wakes) => {
      worker.wake(wakes)
      reconciler.timersAdded(wakes.timers)
    }
    const values = new ValueStore(artifacts, read)
    const cache = new StepCache({ read, values, secrets: vault, clock, logger })
    const runner = new AttemptRunner({ kinds, cache, read, unitOfWork, plans, facts: new RunFactsReader(read), outcomes, values, logs, board, secrets: vault, references: secretReferences(randomBytes(16).toString('hex')), folders, lanes: places, patience: new StoragePatience(clock, health), clock, ids, logger, bus, wake })
    const works = config.works ?? true
    const leaseMs = config.leaseMs ?? LEASE_MS
    const worker = new Worker({ runner, unitOfWork, plans, outcomes, logs, health, bus, clock, ids, logger, onTimers: (timers) => reconciler.timersAdded(timers) }, { queues: works ? builtIn : {}, leaseMs })
    const placeKeeper = new PlaceKeeper({ read, unitOfWork, book: places, builtIn, bus, clock, logger, onQueues: (queues) => works && worker.setQueues(queues) })
    const reconciler = new Reconciler({ read, unitOfWork, plans, bus, clock, ids, logger, wake, renewOwn: () => worker.beat(), leaseMs })
    const retention = new Retention({ read, unitOfWork, settings, artifacts, folders, clock, logger })

    const info: EngineInfo = {
      protocol: PROTOCOL,
      version: config.version,
      mode: 'embedded',
      runtime: process.versions['electron'] === undefined ? `Node ${process.versions.node}` : `Electron ${process.versions['electron']}`,
      database: database.version,
      dataFolder,
      startedAt: clock.now(),
      pid: process.pid,
    }
    const stopping = new AbortController()
    const services: EngineServices = {
      read,
      unitOfWork,
      plans,
      kinds: fileKinds,
      artifacts,
      liveTexts: board,
      audience,
      settings,
      vault,
      checkAnswer: stepKinds.checkAnswer,
      tryModel: (model, signal) => tryModel(model, { egress, signal, now: () => clock.now(), mask: (text) => vault.masker().mask(text) }),
      places: { get queues() { return places.queues }, get lanes() { return places.lanes }, shut: (lane, now) => places.shutWords(lane, now), refresh: () => placeKeeper.refresh() },
      stuckAfterMs: stuckAfterMs(process.env),
      storage: storage.tasks,
      serviceRoster,
      serviceChecks: new HealthChecks({ egress, clock, mask: (text) => vault.masker().mask(text) }),
      bus,
      clock,
      ids,
      info,
      status: statusOf({ read, health, places: () => places.queues }),
      parse: (text, rosters) => parsePipeline(text, fileKinds, { rosters, queues: Object.keys(places.queues) }),
      schema: () => pipelineJsonSchema(fileKinds),
      pipelineFolder: (name) => join(dataFolder, 'pipelines', name),
      runFolder: (runId) => folders.of(runId, dataFolder).run,
      wake,
      stopping: stopping.signal,
    }
    const context: CallContext = { services, permissions: new Set(PERMISSIONS), caller: personName() }
    const client: EngineClient = createInProcessClient(context)

    if (ownership.wasCutOff) {
      // Named now, when none of them can be ours; ended while the engine goes on to start.
      const { ended } = await endCommandsOfLastOwner(dataFolder, logger)
      opened.push(() => ended)
    }
    // Before anything gets a new attempt: what was at work in a queue that people have added goes on in it.
    await placeKeeper.start()
    opened.push(() => placeKeeper.stop())
    const recovered = await reconciler.recoverAll()
    if (recovered > 0) logger.info('attempts of the last owner were given up', { count: recovered })
    // For a start that fails further on; after `stop` it finds nothing left to do.
    opened.push(() => worker.stop(0))
    worker.start()
    reconciler.start()
    retention.start()
    storageWatch.start()
    const sweeper = new CacheSweeper({ unitOfWork, clock, logger })
    sweeper.start()
    const leftJobs = new LeftJobs({ kinds, read, unitOfWork, logs, secrets: vault, bus, clock, logger })
    leftJobs.start()
    opened.push(async () => {
      await Promise.all([reconciler.stop(), retention.stop(), storageWatch.stop(), sweeper.stop(), leftJobs.stop()])
      await logs.flush()
    })
    if (config.examplesFolder !== null) {
      await addExamples(config.examplesFolder, { dataFolder, pipelineFolder: services.pipelineFolder, save: (text) => client.pipelines.save({ text }), logger })
    }
    const path = socketPath(dataFolder)
    await prepareSocket(path)
    const socket = await listenOnSocket(path, context)
    opened.push(() => socket.close())
    const ports = createPortServer(context)
    logger.info('engine started', { version: info.version, runtime: info.runtime, database: info.database, pid: info.pid })
    let stopped: Promise<void> | null = null
    const stop = async (graceMs: number) => {
      await worker.stop(graceMs)
      stopping.abort()
      logger.info('engine stopped')
      await closeAll()
    }
    return {
      client,
      info,
      context,
      connect: (port) => ports.connect(port),
      stop: (graceMs = STOP_GRACE_MS) => (stopped ??= stop(graceMs)),
    }
  } catch (thrown) {
    await closeAll()
    throw thrown
  }
}
