import { Died, Refused, type EngineProcess } from './engine-process'
import type { Submission, Submissions } from './submissions'

/** Submissions on their way at the same time. */
const IN_FLIGHT = 16

/**
 * Does the client's part for one life of the engine: follows what has not ended, repeats what was not acknowledged, and
 * submits more, up to the `allowed`th. Ends when all of it was answered, or with the engine.
 */
export async function feed(engine: EngineProcess, submissions: Submissions, allowed: number, complaints: string[]): Promise<void> {
  const answered = async (asking: Promise<unknown>, accepted: readonly string[] = []): Promise<boolean> => {
    try {
      await asking
      return true
    } catch (error) {
      if (error instanceof Died) return false
      if (error instanceof Refused && accepted.includes(error.code)) return true
      complaints.push(error instanceof Refused ? `refused with ${error.code}: ${error.message}` : String(error))
      return false
    }
  }
  const cancel = async (submission: Submission, runId: string) => {
    if (await answered(engine.cancel(runId), ['run_already_finished'])) submission.cancelAcknowledged = true
  }
  const submit = async (submission: Submission) => {
    submission.sent += 1
    const starting = engine.start(submission.pipeline.name, submission.pipeline.input, submission.key).then(async (runId) => {
      submissions.acknowledged(submission, runId)
      engine.follow(runId, 0)
      if (submission.cancels) await cancel(submission, runId)
    })
    await answered(starting)
  }

  if (
    !(await engine.ready.then(
      () => true,
      () => false,
    ))
  )
    return
  const known = submissions.open.flatMap((submission) => (submission.runId === null ? [] : [{ submission, runId: submission.runId }]))
  for (const { submission, runId } of known) engine.follow(runId, submission.told.at(-1)?.seq ?? 0)
  const cancelling = known.filter(({ submission }) => submission.cancels && !submission.cancelAcknowledged)
  const unsent = submissions.all
    .slice(0, allowed)
    .filter(({ runId }) => runId === null)
    .values()
  const inTurn = async () => {
    for (const submission of unsent) {
      await submit(submission)
      if (!engine.alive) return
    }
  }
  await Promise.all([...cancelling.map(({ submission, runId }) => cancel(submission, runId)), ...Array.from({ length: IN_FLIGHT }, inTurn)])
}
