import type { AskedEngine } from './asked-engine'

/** Starts a run of one command, cancels it as soon as it is up, and tells how long that took (ms). */
export async function cancelStubborn({ client, start }: AskedEngine, pipeline: string): Promise<number> {
  const runId = await start(pipeline)
  for await (const lines of await client.runs.watchLog({ runId })) if (lines.some(({ text }) => text === 'up')) break
  const asked = performance.now()
  await client.runs.cancel({ runId })
  return performance.now() - asked
}
