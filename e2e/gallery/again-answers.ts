import type { DeadLetter, DeadLetterFilter, DeadLetterGroup } from '../../engine/contract/dead-letter'
import type { RerunPlan } from '../../engine/contract/rerun'
import type { RunDetail } from '../../engine/contract/run'
import { sampleId, SPACES } from './sample-ids'
import type { World } from './sample-world'
import { readPipeline } from './sample-validation'

const MINUTE = 60_000

/** What a rerun would come to: of the sample runs, everything from the step on runs again. */
export function planIn(detail: RunDetail, from: string | undefined, text: string | undefined): RerunPlan {
  const graph = text === undefined ? detail.graph : (readPipeline(text).graph ?? detail.graph)
  const before = new Map(detail.steps.map((step) => [step.stepId, step]))
  const runs = new Map<string, string | null>()
  for (const { id, needs } of graph.steps) {
    const after = needs.find(({ step }) => runs.has(step))?.step ?? null
    const own = id === from || !before.has(id) || before.get(id)?.status === 'failed' || (text !== undefined && id === 'check')
    if (own || after !== null) runs.set(id, own ? null : after)
  }
  const steps = graph.steps.map(({ id, name, uses }): RerunPlan['steps'][number] => {
    const step = before.get(id)
    const took = step?.startedAt == null || step.finishedAt === null ? null : step.finishedAt - step.startedAt
    const planned = { stepId: id, name, kind: uses, ms: took, usage: step?.usage ?? null }
    if (!runs.has(id)) return { ...planned, fate: 'reused', status: step?.status === 'skipped' ? 'skipped' : 'succeeded' }
    const why = step === undefined ? 'new' : id === from ? 'chosen' : step.status === 'failed' ? 'failed' : runs.get(id) === null ? 'changed' : 'downstream'
    return { ...planned, fate: 'runs', why, after: runs.get(id) ?? null, mayUseCache: false, itemsKept: step?.map != null && why === 'failed' ? 38 : 0 }
  })
  const sum = (fate: string) => steps.filter((step) => step.fate === fate).reduce((ms, step) => ms + (step.ms ?? 0), 0)
  const kept = new Set(graph.steps.map(({ id }) => id))
  return {
    version: detail.version + (text === undefined ? 0 : 1),
    storesVersion: text !== undefined,
    graph,
    steps,
    dropped: detail.steps.flatMap(({ stepId, status }) => (kept.has(stepId) ? [] : [{ stepId, name: stepId, status }])),
    saves: { ms: sum('reused'), tokens: 12_300, usd: 0.042, unknown: 0 },
    costs: { ms: sum('runs'), tokens: 3100, usd: null, unknown: steps.filter((step) => step.fate === 'runs' && step.ms === null).length },
  }
}

const CAUSES = [
  { pipeline: 1, step: 'fetch', code: 'http_unavailable', message: (n: number) => `The server “bank.example.com” answered with 503 after ${n * 3 + 2}.1 s.`, count: 7, items: 0 },
  { pipeline: 0, step: 'summarise', code: 'items_failed', message: (n: number) => `${n + 2} of 52 items of step "summarise" failed; 0 were not begun. Item ${n}: The command ended with exit code 3.`, count: 2, items: 3 },
  { pipeline: 2, step: 'load', code: 'secret_not_found', message: () => 'There is no secret "LEDGER_KEY". Add it under Secrets in the settings first.', count: 1, items: 0 },
] as const

function lettersIn(world: World): readonly DeadLetter[] {
  const now = Date.now()
  let number = 0
  return CAUSES.flatMap(({ pipeline: n, step, code, message, count, items }, cause) => {
    const shape = `${code}: cause ${cause}`
    const pipeline = world.pipelines[n]
    if (pipeline === undefined) return []
    return Array.from({ length: count }, (_, index): DeadLetter => {
      number += 1
      const error = { code, message: message(index) }
      return {
        id: sampleId(SPACES.stepRun, 900_000 + number),
        runId: sampleId(SPACES.run, 100 + number),
        externalId: `SBX-${103_900 - number}`,
        stepRunId: sampleId(SPACES.stepRun, 900_000 + number),
        stepId: step,
        pipelineId: pipeline.id,
        pipelineName: pipeline.name,
        error,
        shape,
        attempts: 3,
        itemsFailed: items,
        at: now - number * 37 * MINUTE,
        status: number % 5 === 4 ? 'replayed' : number % 5 === 3 ? 'dismissed' : 'open',
        closedAt: null,
        replay: number % 5 === 4 ? { runId: sampleId(SPACES.run, 200), externalId: `SBX-${104_000 - number}` } : null,
        reason: number % 5 === 3 ? 'The bank sent the day again itself.' : null,
      }
    })
  })
}

const matches = ({ status, pipelineId, shape }: DeadLetterFilter) => (letter: DeadLetter) =>
  (status === undefined || letter.status === status) && (pipelineId === undefined || letter.pipelineId === pipelineId) && (shape === undefined || letter.shape === shape)

export const listLetters = (world: World, filter: DeadLetterFilter): DeadLetter[] => lettersIn(world).filter(matches(filter))

export function groupLetters(world: World, filter: DeadLetterFilter): DeadLetterGroup[] {
  const groups = new Map<string, DeadLetterGroup>()
  for (const letter of lettersIn(world).filter(matches(filter))) {
    const key = `${letter.pipelineId} ${letter.shape}`
    const known = groups.get(key)
    const { pipelineId, pipelineName, shape, itemsFailed } = letter
    groups.set(key, known === undefined ? { pipelineId, pipelineName, shape, count: 1, itemsFailed, newest: letter } : { ...known, count: known.count + 1, itemsFailed: known.itemsFailed + itemsFailed })
  }
  return [...groups.values()]
}
