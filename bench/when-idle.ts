import type { EngineClient } from '../engine/client/create-client'

const LOOK_EVERY_MS = 1

/** Resolves when no run is open. Asking is work for the engine too: nothing is asked while it cannot be so yet. */
export async function whenIdle(client: EngineClient, mayBe: () => boolean): Promise<void> {
  for (;;) {
    while (!mayBe()) await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
    const { runningRuns, queuedRuns, waitingRuns } = await client.engine.status()
    if (runningRuns + queuedRuns + waitingRuns === 0) return
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  }
}
