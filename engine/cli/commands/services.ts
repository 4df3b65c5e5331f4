import type { LaneState } from '../../contract/queue'
import type { ServiceState } from '../../contract/service'
import { openSession, type CliContext } from '../context'
import { EXIT, type ExitCode } from '../exit-code'
import { placesWords, shutWords } from '../show/place-words'
import type { Column } from '../show/table'
import { visible } from '../show/visible'
import { clock } from '../show/words'
import { tellList } from '../tell-list'

export interface ServicesOptions {
  readonly data?: string
  readonly json?: true
}

/** A service, and its lane as it is now. */
interface Row extends ServiceState {
  readonly lane: LaneState | null
}

/** The roster of services: how many attempts may call each at once, how many do, and what its last check came to. */
export async function servicesCommand(context: CliContext, { data, json }: ServicesOptions): Promise<ExitCode> {
  const session = await openSession(context, { data, works: false })
  try {
    const { services } = await session.ask((client) => client.services.list())
    const { lanes } = await session.ask((client) => client.queues.list())
    const rows = services.map((state): Row => ({ ...state, lane: lanes.find(({ of, name }) => of === 'service' && name === state.service.name) ?? null }))
    tellList(
      context.terminal,
      { rows, columns: COLUMNS, nothing: 'No services. They are added on the page Services of the app, or of "signalbox serve".' },
      json,
    )
    return EXIT.done
  } finally {
    await session.close()
  }
}

const COLUMNS: readonly Column<Row>[] = [
  { title: 'SERVICE', cell: ({ service }) => visible(service.name) },
  { title: 'RUNNING', cell: ({ service, lane }) => placesWords({ running: lane?.running ?? 0, limit: service.concurrency }) },
  { title: 'WAITING', cell: ({ lane }) => String(lane?.queued ?? 0) },
  { title: 'ATTEMPTS', cell: ({ service }) => String(service.maxAttempts) },
  { title: 'ADDRESS', cell: ({ service }) => visible(service.baseUrl) },
  { title: 'LAST CHECK', cell: ({ lastCheck }) => checkWords(lastCheck) },
  { title: '', cell: ({ lane }) => shutWords(lane?.shut ?? null) },
]

function checkWords(check: ServiceState['lastCheck']): string {
  if (check === null) return ''
  return check.ok ? `well at ${clock(check.at)}` : `not well at ${clock(check.at)}: ${visible(check.error.message)}`
}
