import { MARKER, processTable, type ProcessEntry } from './process-table'
import { stopTree } from './stop-tree'

/** Variable by which a command knows the folder of its run. */
export const RUN_FOLDER = 'SIGNALBOX_RUN_FOLDER'

/**
 * The commands that run for runs of a data folder, whoever started them, by their markers. Asked by a new owner before it begins
 * any: what it finds is left by one that died.
 */
export async function leftCommands(dataFolder: string): Promise<readonly string[]> {
  const table = await processTable()
  return [...new Set(table.flatMap((entry) => markerIn(entry, dataFolder) ?? []))]
}

function markerIn({ environment }: ProcessEntry, dataFolder: string): string | null {
  const variables = environment.split('\0')
  const marker = variables.find((variable) => variable.startsWith(`${MARKER}=`))
  return marker !== undefined && variables.some((variable) => variable.startsWith(`${RUN_FOLDER}=${dataFolder}/`)) ? marker.slice(MARKER.length + 1) : null
}

/** Ends them, with all that they started. Resolves with the number of processes that were alive. */
export async function endLeftCommands(markers: readonly string[]): Promise<number> {
  const ended = await Promise.all(markers.map((marker) => stopTree({ leader: null, marker })))
  return ended.reduce((sum, count) => sum + count, 0)
}
