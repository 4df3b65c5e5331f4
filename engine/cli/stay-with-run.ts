import type { StartedRun } from '../contract/run'
import { endAtOnce } from './end-at-once'
import { EXIT, exitCodeOfRun, type ExitCode } from './exit-code'
import { failureLine, toFailure } from './failure'
import { followRun } from './follow-run'
import { onInterrupt } from './interrupts'
import type { EngineSession } from './link/engine-session'
import type { Reporter } from './reporters/reporter'
import { readResult, type RunResult } from './run-result'
import { receiptLine } from './show/result-lines'
import type { Terminal } from './terminal'

export interface Stay {
  readonly reporter: Reporter
  readonly terminal: Terminal
  /** Called once when the run has ended, after everything else was told. */
  tellResult(result: RunResult): void
}

/** Shows a run until it ends. The first interrupt cancels it and waits for what becomes of that; the second waits for nothing. */
export async function stayWithRun(session: EngineSession, started: StartedRun, { reporter, terminal, tellResult }: Stay): Promise<ExitCode> {
  const { runId } = started
  /** One at most. */
  const cancels: Promise<void>[] = []
  const release = onInterrupt(() => {
    if (cancels.length === 0) cancels.push(cancel(session, started, reporter))
    else {
      release()
      endAtOnce(EXIT.interrupted)
    }
  })
  try {
    const run = await session.ask((client) => client.runs.get({ run: runId }))
    reporter.begun(run, started)
    await followRun({ session, runId, reporter, terminal })
    await Promise.all(cancels)
    const result = await readResult(session, runId)
    reporter.finished()
    tellResult(result)
    return cancels.length > 0 && result.run.status === 'cancelled' ? EXIT.interrupted : exitCodeOfRun(result.run.status)
  } finally {
    release()
  }
}

async function cancel(session: EngineSession, { runId, externalId }: StartedRun, reporter: Reporter): Promise<void> {
  reporter.note(`Cancelling ${externalId} …`)
  try {
    reporter.note(receiptLine(await session.ask((client) => client.runs.cancel({ runId }))))
  } catch (thrown) {
    // Most likely it has just ended by itself, which the result says; either way the run tells how it ends.
    reporter.note(failureLine(toFailure(thrown)))
  }
}
