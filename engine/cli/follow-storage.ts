import { setTimeout as delay } from 'node:timers/promises'
import type { StorageJob, StorageStatus } from '../contract/storage'
import { EngineError } from '../core/shared/engine-error'
import { endAtOnce } from './end-at-once'
import { EXIT } from './exit-code'
import { failureLine, toFailure } from './failure'
import { Interrupted } from './interrupted'
import { onInterrupt } from './interrupts'
import type { EngineSession } from './link/engine-session'
import { phaseLine } from './show/storage-words'
import type { Terminal } from './terminal'

const LOOK_MS = 150
const CALLED_OFF = 'It was called off before it had ended. Nothing of it is left.'

/**
 * Tells how far a task on the data folder is until it has ended. Being asked to end calls it off, being asked again waits for
 * nothing. Throws why it failed; `Interrupted` or, when somebody else called it off, `cancelled`.
 */
export async function followStorage(session: EngineSession, { id }: StorageJob, { terminal, quiet }: { readonly terminal: Terminal; readonly quiet: boolean }): Promise<StorageStatus> {
  let isCalledOff = false
  const release = onInterrupt(() => {
    if (isCalledOff) {
      release()
      endAtOnce(EXIT.interrupted)
    }
    isCalledOff = true
    session.ask((client) => client.storage.cancel()).catch((thrown: unknown) => terminal.note(failureLine(toFailure(thrown))))
  })
  let told = ''
  try {
    for (;;) {
      const status = await session.ask((client) => client.storage.status())
      const { job } = status
      // An engine that was started anew knows nothing of it.
      if (job === null || job.id !== id || job.state === 'cancelled') throw isCalledOff ? new Interrupted(CALLED_OFF) : new EngineError('cancelled', CALLED_OFF)
      if (job.state === 'failed') throw new EngineError(job.error?.code ?? 'unexpected', job.error?.message ?? 'It failed without saying why.')
      if (job.state === 'done') return status
      if (!quiet && job.phase !== told) terminal.note(phaseLine(job))
      told = job.phase
      await delay(LOOK_MS)
    }
  } finally {
    release()
  }
}
