import { setTimeout as sleep } from 'node:timers/promises'
import { implement, ORPCError } from '@orpc/server'
import { api } from '../../engine/contract/api'
import type { RunStatus } from '../../engine/contract/run-status'
import { PROTOCOL } from '../../engine/contract/events'
import { groupLetters, listLetters, planIn } from './again-answers'
import { approvalsIn, findingsOf, listApprovals } from './approvals-answers'
import { outputOf, replyOf } from './run-more-answers'
import { compareSamples } from './sample-comparison'
import { sampleImport } from './sample-import'
import { searchLogs, watchLogs } from './sample-logs'
import { itemsAt, eventsOf, logOf, stepsAt, type Moment } from './sample-run'
import { statisticsOf } from './sample-statistics'
import { STEP_KINDS, FILE_SCHEMA } from './sample-step-kinds'
import { readPipeline } from './sample-validation'
import { allLanesIn, queuesIn, saveQueue } from './queues-answers'
import { checkService, removeService, saveService, servicesIn } from './services-answers'
import { beginTask, cancelTask, storageIn } from './storage-answers'
import { keptIn, removeModel, removeSecret, saveModel, saveSecret, saveSettings, testModel, vaultIn } from './settings-answers'
import type { World } from './sample-world'
import { waitsForOthers, whyIn } from './why-stories'

/** How the engine behind a page behaves. */
export interface Manners {
  readonly world: World
  /** Which one of the gallery's worlds it is. */
  readonly scenario: string
  /** never: questions about pipelines and runs get no answer. fails: they are refused. */
  readonly answers: 'at once' | 'never' | 'fails' | 'not even that it is there'
}

const os = implement(api).$context<Manners>()

const mannered = os.use(async ({ context, next, errors, path, signal }) => {
  const frame = path[0] === 'engine'
  if (context.answers === 'not even that it is there' || (context.answers === 'never' && !frame)) await sleep(600_000, undefined, { signal, ref: false })
  if (context.answers === 'fails' && !frame)
    throw errors.storage_failed({
      message: "Couldn't read signalbox.db: the disk answered with an input/output error. Check the disk, then start Signalbox again.",
      data: { details: { file: '/home/ada/.local/share/signalbox/signalbox.db', errno: 'EIO' } },
    })
  return next()
})

const DONE = new Set<RunStatus>(['succeeded', 'failed', 'cancelled'])
const STARTED = Date.now() - 4 * 3_600_000

export const galleryRouter = mannered.router({
  engine: {
    info: mannered.engine.info.handler(() => ({
      protocol: PROTOCOL,
      version: '0.1.0',
      mode: 'embedded' as const,
      runtime: 'node 24.21',
      database: 'sqlite 3.53',
      dataFolder: '/home/ada/.local/share/signalbox',
      startedAt: STARTED,
      pid: 4711,
    })),
    status: mannered.engine.status.handler(({ context }) => context.world.status()),
    watch: mannered.engine.watch.handler(async function* ({ context, signal }) {
      yield [{ type: 'status' as const, status: context.world.status() }]
      await sleep(600_000, undefined, { signal, ref: false })
    }),
  },
  pipelines: {
    list: mannered.pipelines.list.handler(({ context }) => ({ items: context.world.pipelines.map((pipeline) => ({ ...pipeline })) })),
    get: mannered.pipelines.get.handler(({ context, input, errors }) => {
      const found = context.world.pipelines.find(({ id, name }) => id === input.pipeline || name === input.pipeline)
      if (found === undefined) throw errors.pipeline_not_found({ message: `There is no pipeline "${input.pipeline}".`, data: {} })
      return { ...found, version: input.version ?? found.version }
    }),
    compare: mannered.pipelines.compare.handler(({ context, input, errors }) => {
      const found = context.world.pipelines.find(({ id, name }) => id === input.pipeline || name === input.pipeline)
      if (found === undefined) throw errors.pipeline_not_found({ message: `There is no pipeline "${input.pipeline}".`, data: {} })
      return compareSamples(found, input.from, input.to)
    }),
    validate: mannered.pipelines.validate.handler(({ input }) => {
      const { description: _, ...validation } = readPipeline(input.text)
      return validation
    }),
    previewImport: mannered.pipelines.previewImport.handler(({ input, errors }) => {
      const { problems } = readPipeline(input.text)
      if (problems.length > 0) throw errors.pipeline_invalid({ message: problems[0]?.message ?? '', data: { problems } })
      if (!input.text.includes('stages'))
        throw errors.import_not_recognised({
          message: 'This text is of none of the formats that can be imported: a FlexiRoaster stage file, a CAO feature recipe, an RTQCC manuscript, a phase list. Name the format if you know that it is of one of them.',
          data: {},
        })
      return sampleImport()
    }),
    save: mannered.pipelines.save.handler(({ context, input, errors }) => {
      const { name } = readPipeline(input.text)
      const known = context.world.pipelines.find((pipeline) => pipeline.name === name)
      if (known === undefined || input.text.includes('conflict'))
        throw errors.pipeline_conflict({
          message: `Pipeline "${name}" is at version 8 now; your changes started from version 7. Open the newest version and make them there, or save anyway.`,
          data: { details: { current: 8, basedOn: 7 } },
        })
      return { pipelineId: known.id, name: known.name, version: known.version + 1, changed: true }
    }),
    remove: mannered.pipelines.remove.handler(() => ({ removed: true as const })),
    stepKinds: mannered.pipelines.stepKinds.handler(() => ({ kinds: [...STEP_KINDS], schema: FILE_SCHEMA })),
  },
  runs: {
    start: mannered.runs.start.handler(({ input, errors, context }) => {
      const run = context.world.runs({})[0]
      if (input.input['folder'] === 'nowhere' || run === undefined)
        throw errors.input_invalid({
          message: '`folder` is not a folder.',
          data: { details: { fields: { folder: 'There is no folder “nowhere” on this computer.' } } },
        })
      return { runId: run.id, externalId: run.externalId, reused: false }
    }),
    retry: mannered.runs.retry.handler(({ context, input }) => startedBefore(context, input.run)),
    previewRerun: mannered.runs.previewRerun.handler(({ context, input, errors }) => {
      const found = context.world.detail(input.run)
      if (found === null) throw errors.run_not_found({ message: `There is no run "${input.run}".`, data: {} })
      return planIn(found, input.from, input.text)
    }),
    rerun: mannered.runs.rerun.handler(({ context, input }) => startedBefore(context, input.run)),
    list: mannered.runs.list.handler(({ context, input }) => {
      const found = context.world.runs(input.filter)
      return { items: found.slice(input.skip, input.skip + input.limit), total: found.length }
    }),
    get: mannered.runs.get.handler(({ context, input, errors }) => {
      const found = context.world.detail(input.run)
      if (found === null) throw errors.run_not_found({ message: `There is no run "${input.run}".`, data: {} })
      return found
    }),
    watch: mannered.runs.watch.handler(async function* ({ context, input, signal }) {
      yield* follow(eventsOf(momentOf(context, input.runId)), input.afterSeq, momentOf(context, input.runId), signal)
    }),
    cancel: mannered.runs.cancel.handler(({ context, input }) => {
      const { run } = momentOf(context, input.runId)
      return {
        run: { ...run, cancelRequestedAt: Date.now() },
        stoppedInMs: 340,
        stepsStopped: 4,
        stepsAlreadyDone: 3,
        usage: { inputTokens: 11_240, outputTokens: 1_080, estimated: false, usd: 0.0421 },
      }
    }),
    why: mannered.runs.why.handler(({ context, input, errors }) => {
      const found = context.world.detail(input.run)
      if (found === null) throw errors.run_not_found({ message: `There is no run "${input.run}".`, data: {} })
      return whyIn(found, found.steps)
    }),
    pause: mannered.runs.pause.handler(({ context, input }) => ({ ...momentOf(context, input.runId).run, pausedAt: Date.now() })),
    resume: mannered.runs.resume.handler(({ context, input }) => ({ ...momentOf(context, input.runId).run, pausedAt: null })),
    items: mannered.runs.items.handler(({ context, input }) => {
      const items = itemsAt(momentOf(context, input.runId), input.stepId).filter(
        ({ status }) => input.statuses === undefined || input.statuses.includes(status),
      )
      return { items: items.slice(input.skip, input.skip + input.limit), total: items.length }
    }),
    step: mannered.runs.step.handler(({ context, input, errors }) => {
      const found = stepIn(context, input.stepRunId)
      if (found !== undefined) return found
      throw errors.step_run_not_found({ message: 'There is no such step.', data: {} })
    }),
    log: mannered.runs.log.handler(({ context, input }) => {
      const moment = momentOf(context, input.runId)
      const known = logOf(moment).filter(({ at }) => at <= (moment.run.startedAt ?? 0) + moment.at)
      const wanted = known.filter(
        (line) =>
          line.seq > input.afterSeq &&
          (input.stepId === undefined || line.stepId === input.stepId) &&
          (input.stepRunId === undefined || line.stepRunId === input.stepRunId),
      )
      return { lines: wanted.slice(0, input.limit), lastSeq: known.length }
    }),
    watchLog: mannered.runs.watchLog.handler(async function* ({ context, input, signal }) {
      yield* follow(logOf(momentOf(context, input.runId)), input.afterSeq, momentOf(context, input.runId), signal)
    }),
    watchText: mannered.runs.watchText.handler(async function* ({ context, input, signal }) {
      const found = stepIn(context, input.stepRunId)
      if (found?.status === 'running' && found.kind === 'llm')
        yield* replyOf(found.attempt, input.attempt === found.attempt ? input.afterOffset : 0, 620, signal)
    }),
    statistics: mannered.runs.statistics.handler(({ context: { world, scenario }, input }) => statisticsOf(world, input, scenario !== 'costless')),
    files: mannered.runs.files.handler(({ context, input }) => {
      const { run } = momentOf(context, input.runId)
      return {
        files: DONE.has(run.status)
          ? [
              { path: 'report.md', bytes: 18_422, modifiedAt: run.createdAt },
              { path: 'drafts/letters-01.md', bytes: 2_210, modifiedAt: run.createdAt },
            ]
          : [],
      }
    }),
    readFile: mannered.runs.readFile.handler(({ input }) => ({
      text: `# ${input.path}\n\nThe letter describes the harbour works of 1887, in which the engineer proposes a longer breakwater.\n`,
      bytes: 118,
      nextOffset: null,
    })),
  },
  approvals: {
    list: mannered.approvals.list.handler(({ context: { world }, input }) => {
      const found = listApprovals(world, input.filter)
      return { items: found.slice(input.skip, input.skip + input.limit), total: found.length }
    }),
    get: mannered.approvals.get.handler(({ context: { world }, input, errors }) => {
      const found = approvalsIn(world).find(({ id }) => id === input.approvalId)
      if (found === undefined) throw errors.approval_not_found({ message: 'There is no such question; it may have been removed with its run.', data: {} })
      return found
    }),
    check: mannered.approvals.check.handler(({ input }) => ({ findings: findingsOf(input.value) })),
    answer: mannered.approvals.answer.handler(({ errors }) => {
      throw errors.approval_already_answered({ message: 'grace has approved this already, at 2026-03-02T12:03:00.000Z.', data: { details: { by: 'grace' } } })
    }),
  },
  logs: {
    search: mannered.logs.search.handler(({ context, input }) => searchLogs(context.world, input)),
    watch: mannered.logs.watch.handler(({ context, input, signal }) => watchLogs(context.world, input, signal)),
  },
  models: {
    list: mannered.models.list.handler(({ context: { world } }) => ({ models: [...keptIn(world).models] })),
    save: mannered.models.save.handler(({ context: { world }, input, errors }) => {
      if (input.model.name === 'refused')
        throw errors.request_invalid({
          message: 'The model cannot be saved as it is.',
          data: { details: { fields: { 'model.baseUrl': 'This address answers with a page, not as a model does.' } } },
        })
      return saveModel(world, input.model, input.replaces)
    }),
    remove: mannered.models.remove.handler(({ context: { world }, input }) => removeModel(world, input.name)),
    test: mannered.models.test.handler(async ({ input, signal }) => {
      await sleep(150, undefined, { signal })
      return testModel(input.model)
    }),
  },
  deadLetters: {
    list: mannered.deadLetters.list.handler(({ context, input: { filter, skip, limit } }) => {
      const found = listLetters(context.world, filter)
      return { items: found.slice(skip, skip + limit), total: found.length }
    }),
    groups: mannered.deadLetters.groups.handler(({ context, input: { status } }) => ({ groups: groupLetters(context.world, { status }), open: listLetters(context.world, { status: 'open' }).length })),
    replay: mannered.deadLetters.replay.handler(({ context, input }) => ({ replayed: [{ letterIds: input.letterIds, ...startedBefore(context, '') }], refused: [] })),
    dismiss: mannered.deadLetters.dismiss.handler(({ input }) => ({ dismissed: input.letterIds.length })),
  },
  services: {
    list: mannered.services.list.handler(({ context: { world } }) => ({ services: [...servicesIn(world)] })),
    save: mannered.services.save.handler(({ context: { world }, input, errors }) => {
      if (input.service.name === 'refused')
        throw errors.request_invalid({
          message: 'The service cannot be saved as it is.',
          data: { details: { fields: { 'service.apiKeyHeader': 'This header means something else already; name another for the key.' } } },
        })
      return saveService(world, input.service, input.replaces)
    }),
    remove: mannered.services.remove.handler(({ context: { world }, input }) => removeService(world, input.name)),
    check: mannered.services.check.handler(async ({ context: { world }, input, signal }) => {
      await sleep(150, undefined, { signal })
      return checkService(world, input.name)
    }),
  },
  queues: {
    list: mannered.queues.list.handler(({ context: { world } }) => ({ queues: [...queuesIn(world)], lanes: [...allLanesIn(world)] })),
    save: mannered.queues.save.handler(({ context: { world }, input }) => saveQueue(world, input)),
    remove: mannered.queues.remove.handler(({ input: { name }, errors }) => {
      throw errors.queue_in_use({ message: `The queue "${name}" cannot be removed: the pipeline "letters_to_archive" has steps in it.`, data: {} })
    }),
  },
  secrets: {
    list: mannered.secrets.list.handler(({ context: { world } }) => ({ secrets: [...keptIn(world).secrets], vault: vaultIn(world) })),
    save: mannered.secrets.save.handler(({ context: { world }, input }) => saveSecret(world, input.name)),
    remove: mannered.secrets.remove.handler(({ context: { world }, input }) => removeSecret(world, input.name)),
  },
  settings: {
    get: mannered.settings.get.handler(({ context: { world } }) => keptIn(world).settings),
    save: mannered.settings.save.handler(({ context: { world }, input }) => saveSettings(world, input)),
  },
  storage: {
    status: mannered.storage.status.handler(({ context: { world } }) => storageIn(world)),
    check: mannered.storage.check.handler(({ context: { world } }) => beginTask(world, 'check')),
    backup: mannered.storage.backup.handler(({ context: { world }, input }) => beginTask(world, 'backup', input.to)),
    reclaim: mannered.storage.reclaim.handler(({ context: { world } }) => beginTask(world, 'reclaim')),
    cancel: mannered.storage.cancel.handler(({ context: { world } }) => cancelTask(world)),
  },
  artifacts: {
    read: mannered.artifacts.read.handler(() => ({ text: '{ "large": true }', bytes: 17, nextOffset: null })),
  },
})

function momentOf({ world }: Manners, runId: string): Moment {
  const moment = world.moment(runId)
  if (moment === null) throw new ORPCError('run_not_found', { message: 'There is no such run.' })
  return moment
}

/** As if a run had come of another. */
function startedBefore({ world }: Manners, run: string) {
  const found = world.runs({})[0]
  return { runId: found?.id ?? run, externalId: found?.externalId ?? run, reused: false }
}

function stepIn({ world }: Manners, stepRunId: string) {
  for (const run of world.runs({}).slice(0, 40)) {
    const moment = world.moment(run.id)
    const found = moment === null ? undefined : findStep(moment, stepRunId)
    if (found !== undefined) return found
  }
  return undefined
}

function findStep(moment: Moment, stepRunId: string) {
  const content = {
    input: { kind: 'json' as const, value: { path: 'letters/1887-03-02.md', language: 'English' } },
    output: { kind: 'json' as const, value: { title: 'Report on the harbour', key_points: ['breakwater', 'dredging'], confidence: 0.91 } },
  }
  const step = stepsAt(moment).find(({ id }) => id === stepRunId)
  const ended = step?.status === 'succeeded'
  if (step !== undefined)
    return {
      ...step,
      ...content,
      output: ended ? outputOf(moment, step.kind, step.stepId) : { kind: 'none' as const },
      ...(step.map === null ? {} : { output: { kind: 'items' as const, count: step.map.total } }),
      child: null,
      reusedFromRun: null,
      idempotencyKey: `${moment.run.externalId}/${step.stepId}`,
    }
  for (const { step: planned } of moment.plan) {
    const item = itemsAt(moment, planned.id).find(({ id }) => id === stepRunId)
    if (item !== undefined)
      return { ...item, ...content, child: null, attempts: [], usage: null, reusedFromRun: null, idempotencyKey: `${moment.run.externalId}/${item.stepId}/${item.itemIndex}` }
  }
  return undefined
}

/** What has happened already, then each thing when its time comes. */
async function* follow<T extends { readonly seq: number; readonly at: number }>(
  all: readonly T[],
  afterSeq: number,
  { run }: Moment,
  signal: AbortSignal | undefined,
): AsyncGenerator<T[]> {
  const rest = all.filter(({ seq }) => seq > afterSeq)
  if (DONE.has(run.status)) {
    if (rest.length > 0) yield rest
    return
  }
  // What stands still has nothing to tell.
  if (run.pausedAt !== null || waitsForOthers(run)) await sleep(600_000, undefined, { signal, ref: false })
  for (let sent = 0; sent < rest.length;) {
    const due = rest.filter(({ at }, i) => i >= sent && at <= Date.now())
    sent += due.length
    if (due.length > 0) yield due
    await sleep(100, undefined, { signal })
  }
}
