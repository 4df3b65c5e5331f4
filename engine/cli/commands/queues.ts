import type { QueueState } from '../../contract/queue'
import { openSession, type CliContext } from '../context'
import { EXIT, type ExitCode } from '../exit-code'
import type { Column } from '../show/table'
import { placesWords } from '../show/place-words'
import { visible } from '../show/visible'
import { duration } from '../show/words'
import { tellList } from '../tell-list'

export interface QueuesOptions {
  readonly data?: string
  readonly json?: true
}

/** Every queue with its places, and who waits for one. */
export async function queuesCommand(context: CliContext, { data, json }: QueuesOptions): Promise<ExitCode> {
  const session = await openSession(context, { data, works: false })
  try {
    const { queues } = await session.ask((client) => client.queues.list())
    tellList(context.terminal, { rows: queues, columns: columns(Date.now()), nothing: 'No queues.' }, json)
    return EXIT.done
  } finally {
    await session.close()
  }
}

const columns = (now: number): readonly Column<QueueState>[] => [
  { title: 'QUEUE', cell: ({ name }) => visible(name) },
  { title: 'RUNNING', cell: ({ running, concurrency }) => placesWords({ running, limit: concurrency }) },
  { title: 'WAITING', cell: ({ queued, later }) => String(queued - later) },
  { title: 'LATER', cell: ({ later }) => String(later) },
  { title: 'LONGEST WAIT', cell: ({ oldestSince }) => (oldestSince === null ? '' : duration(now - oldestSince)) },
]
