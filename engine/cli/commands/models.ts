import type { ModelEntry } from '../../contract/model'
import type { LaneState } from '../../contract/queue'
import { openSession, type CliContext } from '../context'
import { EXIT, type ExitCode } from '../exit-code'
import { shutWords } from '../show/place-words'
import type { Column } from '../show/table'
import { visible } from '../show/visible'
import { tellList } from '../tell-list'

export interface ModelsOptions {
  readonly data?: string
  readonly json?: true
}

/** A model, and its lane as it is now; null while nobody asks it. */
interface Row {
  readonly model: ModelEntry
  readonly lane: LaneState | null
}

/** The roster of models: what pipelines call each, who is asked, and how often. */
export async function modelsCommand(context: CliContext, { data, json }: ModelsOptions): Promise<ExitCode> {
  const session = await openSession(context, { data, works: false })
  try {
    const { models } = await session.ask((client) => client.models.list())
    const { lanes } = await session.ask((client) => client.queues.list())
    const rows = models.map((model): Row => ({ model, lane: lanes.find(({ of, name }) => of === 'model' && name === model.name) ?? null }))
    tellList(
      context.terminal,
      { rows, columns: COLUMNS, nothing: 'No models. They are added under Settings, Models in the app, or in "signalbox serve".' },
      json,
    )
    return EXIT.done
  } finally {
    await session.close()
  }
}

const COLUMNS: readonly Column<Row>[] = [
  { title: 'MODEL', cell: ({ model }) => visible(model.name) },
  { title: 'PROVIDER', cell: ({ model }) => model.provider },
  { title: 'CALLED', cell: ({ model }) => visible(model.model) },
  { title: 'ADDRESS', cell: ({ model }) => visible(model.baseUrl) },
  { title: 'KEY', cell: ({ model }) => (model.apiKey === null ? 'none' : visible(model.apiKey)) },
  { title: 'A MINUTE', cell: ({ model }) => limitWords(model) },
  { title: 'RUNNING', cell: ({ lane }) => String(lane?.running ?? 0) },
  { title: 'WAITING', cell: ({ lane }) => String(lane?.queued ?? 0) },
  { title: '', cell: ({ lane }) => shutWords(lane?.shut ?? null) },
]

function limitWords({ requestsPerMinute, tokensPerMinute }: ModelEntry): string {
  const limits = [
    ...(requestsPerMinute === null ? [] : [`${number.format(requestsPerMinute)} requests`]),
    ...(tokensPerMinute === null ? [] : [`${number.format(tokensPerMinute)} tokens`]),
  ]
  return limits.length === 0 ? 'no limit' : limits.join(', ')
}

const number = new Intl.NumberFormat('en-GB')
