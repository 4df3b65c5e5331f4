import type { EngineClient } from '../../engine/client/create-client'
import { callFailure } from '../../engine/client/call-failure'
import { AT_WORK } from './runs-at-work'

const PAGE = 500

/** Pauses every run that has not ended, or lets every paused one go on. Runs that end meanwhile are left as they are. */
export async function pauseRuns(client: EngineClient, wanted: 'pause' | 'resume'): Promise<void> {
  for (const runId of await idsOf(client, wanted === 'resume')) {
    try {
      await client.runs[wanted]({ runId })
    } catch (thrown) {
      const { code } = callFailure(thrown)
      if (code !== 'run_already_finished' && code !== 'run_not_found') throw thrown
    }
  }
}

/** Of the open runs that are, or are not, paused; all of them before any changes, since then the pages would shift. */
async function idsOf(client: EngineClient, paused: boolean): Promise<readonly string[]> {
  const ids: string[] = []
  for (;;) {
    const { items, total } = await client.runs.list({ filter: { statuses: [...AT_WORK], paused }, skip: ids.length, limit: PAGE })
    ids.push(...items.map(({ id }) => id))
    if (items.length === 0 || ids.length >= total) return ids
  }
}
