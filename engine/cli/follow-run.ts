import { isRunOver } from '../core/runs/run-state'
import type { EngineSession } from './link/engine-session'
import type { Reporter } from './reporters/reporter'
import type { Terminal } from './terminal'

interface Following {
  readonly session: EngineSession
  readonly runId: string
  readonly reporter: Reporter
  readonly terminal: Terminal
}

/** Tells all of a run to the reporter, from its first event until it is over. */
export async function followRun(following: Following): Promise<void> {
  const over = new AbortController()
  const events = followEvents(following, over.signal)
  const others = [followHealth(following, over.signal), ...(following.reporter.wantsLog ? [followLog(following, over.signal)] : [])]
  try {
    // The events decide when it is over; the others are only heard of when they fail.
    await Promise.race([events, Promise.all(others).then(() => events)])
  } finally {
    over.abort()
    await Promise.allSettled(others)
  }
}

async function followEvents({ session, runId, reporter, terminal }: Following, signal: AbortSignal): Promise<void> {
  let afterSeq = 0
  let over = false
  for await (const events of session.stream((client) => client.runs.watch({ runId, afterSeq }, { signal }), { signal, isOver: () => over })) {
    afterSeq = events.at(-1)?.seq ?? afterSeq
    over ||= events.some((event) => event.type === 'run.changed' && isRunOver(event.status))
    reporter.events(events)
    await terminal.drained()
  }
}

async function followLog({ session, runId, reporter }: Following, signal: AbortSignal): Promise<void> {
  let afterSeq = 0
  for await (const lines of session.stream((client) => client.runs.watchLog({ runId, afterSeq }, { signal }), { signal, isOver: () => false })) {
    afterSeq = lines.at(-1)?.seq ?? afterSeq
    reporter.log(lines)
  }
}

/** What keeps the engine from working is why a run stands still. */
async function followHealth({ session, reporter }: Following, signal: AbortSignal): Promise<void> {
  let told: string = session.doubt?.code ?? 'ok'
  for await (const events of session.stream((client) => client.engine.watch({}, { signal }), { signal, isOver: () => false })) {
    for (const event of events) {
      if (event.type !== 'status') continue
      const { health } = event.status
      const state = health.state === 'ok' ? 'ok' : health.error.code
      if (state !== told)
        reporter.note(health.state === 'ok' ? 'The engine can work again.' : `The engine cannot work: ${health.error.message} [${health.error.code}]`)
      told = state
    }
  }
}
