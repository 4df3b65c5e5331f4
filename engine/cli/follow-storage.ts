import { setTimeout as delay } from 'node:timers/promises'
import type { StorageJob, StorageStatus } from '../contract/storage'
import { EngineError } from '../core/shared/engine-error'
import { onInterrupt } from './interrupts'
import type { EngineSession } from './link/engine-session'
import { phaseLine } from './show/storage-words'
import type { Terminal } from './terminal'

const LOOK_MS = 150

/** Tells how far a task on the data folder is until it has ended. Being asked to end calls it off. Throws why it failed, and `cancelled`. */
export async function followStorage(session: EngineSession, { id }: StorageJob, { terminal, quiet }: { readonly terminal: Terminal; readonly quiet: boolean }): Promise<StorageStatus> {
  const release = onInterrupt(() => void session.ask((client) => client.storage.cancel()))
  let told = ''
  try {
    for (;;) {
      const status = await session.ask((client) => client.storage.status())
      const { job } = status
      // An engine that was started anew knows nothing of it.
      if (job === null || job.id !== id || job.state === 'cancelled') throw new EngineError('cancelled', 'It was called off before it had ended. Nothing of it is left.')
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
