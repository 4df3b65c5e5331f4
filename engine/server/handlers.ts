import { mkdir } from 'node:fs/promises'
import { isAbsolute } from 'node:path'
import { json } from '../contract/json'
import type { Validation } from '../contract/pipeline'
import * as z from 'zod'
import { EngineError } from '../core/shared/engine-error'
import { isSameFileName } from '../core/shared/file-names'
import { invalidPipeline, removePipeline, savePipeline } from '../usecases/pipelines'
import { importText } from '../core/imports/convert'
import { compareVersions } from './compare-handler'
import type { EngineServices } from './context'
import { deadLetterHandlers } from './dead-letter-handlers'
import { contract } from './middleware'
import { approvalHandlers } from './approval-handlers'
import { logHandlers } from './log-handlers'
import { modelsHandlers } from './models-handlers'
import { readText } from './read-text'
import { withPlantedSecrets } from './planted-secrets'
import { queuesHandlers } from './queues-handlers'
import { rerunHandlers } from './rerun-handlers'
import { runHandlers } from './run-handlers'
import { secretsHandlers } from './secrets-handlers'
import { rosterNames, servicesHandlers } from './services-handlers'
import { settingsHandlers } from './settings-handlers'
import { storageHandlers } from './storage-handlers'
import { watchEngine } from './subscriptions'
import { graphView } from './views'

async function pipelineDetail(services: EngineServices, which: string, number: number | undefined) {
  const { read, plans } = services
  const pipeline = await read.pipeline(which)
  if (pipeline === null) throw new EngineError('pipeline_not_found', `There is no pipeline "${which}".`)
  const version = await read.pipelineVersion(pipeline.id, number ?? pipeline.currentVersion)
  if (version === null) throw new EngineError('pipeline_not_found', `Pipeline "${pipeline.name}" has no version ${number ?? pipeline.currentVersion}.`)
  const [plan, versions, summaries] = await Promise.all([plans.of(version.id), read.pipelineVersions(pipeline.id), read.pipelines()])
  const summary = summaries.find(({ id }) => id === pipeline.id)
  return {
    id: pipeline.id,
    name: pipeline.name,
    description: version.spec.description,
    version: version.number,
    stepsTotal: version.spec.steps.length,
    updatedAt: pipeline.updatedAt,
    lastRuns: summary?.lastRuns ?? [],
    openRuns: summary?.openRuns ?? 0,
    text: version.text,
    graph: graphView(plan),
    inputs: [...version.spec.inputs],
    versions: [...versions],
    folder: version.folder,
  }
}

async function validationOf(services: EngineServices, text: string): Promise<Validation> {
  const { problems, name, graph, inputs } = withPlantedSecrets(services, text, await rosterNames(services))
  return { problems: [...problems], name, graph, inputs: [...inputs] }
}

function checkFolder(folder: string): void {
  if (folder.includes('\0')) throw new EngineError('request_invalid', '"folder" must be the path of a folder; this one holds the character NUL.')
  if (!isAbsolute(folder)) throw new EngineError('request_invalid', `"folder" must be an absolute path; "${folder}" is not.`)
}

/** Names that differ by capitals alone would mean one folder on some systems. */
async function refuseSharedFolder({ read }: EngineServices, name: string, ownFolder: string): Promise<void> {
  if ((await read.pipeline(name)) !== null) return
  for (const { id, name: other } of await read.pipelines()) {
    if (!isSameFileName(other, name)) continue
    const folder = (await read.pipeline(id))?.folder
    if (folder !== undefined && isSameFileName(folder, ownFolder)) throw new EngineError('pipeline_conflict', `There is a pipeline "${other}", whose folder "${name}" would share on systems that do not tell capitals apart. Choose another name, or name a folder for it.`)
  }
}

const pipelineHandlers = {
  list: contract.pipelines.list.handler(async ({ context: { services } }) => ({ items: [...(await services.read.pipelines())] })),
  get: contract.pipelines.get.handler(({ input, context: { services } }) => pipelineDetail(services, input.pipeline, input.version)),
  compare: contract.pipelines.compare.handler(({ input, context: { services } }) => compareVersions(services, input)),
  validate: contract.pipelines.validate.handler(({ input, context: { services } }) => validationOf(services, input.text)),
  previewImport: contract.pipelines.previewImport.handler(async ({ input, context: { services } }) => {
    const { because, report, ...imported } = importText(input.text, input.format)
    return { ...imported, because: [...because], report: [...report], validation: await validationOf(services, imported.text) }
  }),
  save: contract.pipelines.save.handler(async ({ input, context: { services } }) => {
    const { unitOfWork, clock, ids, bus } = services
    const parsed = withPlantedSecrets(services, input.text)
    if (parsed.spec === null) throw invalidPipeline(parsed)
    if (input.folder !== undefined) checkFolder(input.folder)
    const ownFolder = services.pipelineFolder(parsed.spec.name)
    if (input.folder === undefined) {
      await refuseSharedFolder(services, parsed.spec.name, ownFolder)
      await mkdir(ownFolder, { recursive: true })
    }
    return unitOfWork.run(async (tx) => {
      const saved = await savePipeline(tx, { text: input.text, parsed, basedOnVersion: input.basedOnVersion, folder: input.folder, ownFolder }, { ids, now: clock.now() })
      if (saved.changed) tx.afterCommit(() => bus.publish({ type: 'pipeline', pipelineId: saved.pipelineId }))
      return saved
    })
  }),
  remove: contract.pipelines.remove.handler(async ({ input, context: { services } }) => {
    const { unitOfWork, clock, bus } = services
    await unitOfWork.run(async (tx) => {
      await removePipeline(tx, input.pipelineId, clock.now())
      tx.afterCommit(() => bus.publish({ type: 'pipeline', pipelineId: input.pipelineId }))
    })
    return { removed: true as const }
  }),
  stepKinds: contract.pipelines.stepKinds.handler(async ({ context: { services } }) => ({
    kinds: [...services.kinds.values()].map((kind) => ({
      kind: kind.kind,
      title: kind.title,
      summary: kind.summary,
      example: kind.example,
      schema: json.parse(z.toJSONSchema(kind.config, { io: 'input', target: 'draft-7', unrepresentable: 'any' })),
    })),
    schema: json.parse(services.schema()),
  })),
}

const engineHandlers = {
  info: contract.engine.info.handler(({ context: { services } }) => services.info),
  status: contract.engine.status.handler(({ context: { services } }) => services.status()),
  watch: contract.engine.watch.handler(({ input, context: { services }, signal }) => watchEngine(services, { showsNotices: input?.showsNotices ?? false }, signal)),
}

const artifactHandlers = {
  read: contract.artifacts.read.handler(async ({ input: { sha256, offset }, context: { services } }) => {
    const { bytes } = await services.artifacts.read(sha256, { offset: 0, limit: 0 })
    return readText(bytes, offset, async (buffer, position) => {
      const { data } = await services.artifacts.read(sha256, { offset: position, limit: buffer.length })
      buffer.set(data)
      return data.length
    })
  }),
}

/** The contract, answered; a procedure without a handler does not compile. */
export const router = contract.router({
  engine: engineHandlers,
  pipelines: pipelineHandlers,
  runs: { ...runHandlers, ...rerunHandlers },
  deadLetters: deadLetterHandlers,
  logs: logHandlers,
  approvals: approvalHandlers,
  artifacts: artifactHandlers,
  models: modelsHandlers,
  queues: queuesHandlers,
  services: servicesHandlers,
  secrets: secretsHandlers,
  settings: settingsHandlers,
  storage: storageHandlers,
})
