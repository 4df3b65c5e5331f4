import { existsSync } from 'node:fs'
import { endLeftCommands, leftCommands } from '../connectors/process/left-processes'
import { runFoldersIn } from '../connectors/run-folders/local-run-folders'
import { toEngineError } from '../core/shared/engine-error'
import type { Logger } from '../ports/logger'

/**
 * Ends what the commands of an owner that died left running; for the next owner, before it begins any of its own. Resolves as soon
 * as they are named, with a promise of their end. It never keeps an engine from starting.
 */
export async function endCommandsOfLastOwner(dataFolder: string, logger: Logger): Promise<{ readonly ended: Promise<void> }> {
  const failed = (thrown: unknown) => logger.error('commands of the last owner could not be ended', { reason: toEngineError(thrown).message })
  // Each has one of its run. To ask every process of the computer takes longer than all else of a start.
  if (!existsSync(runFoldersIn(dataFolder))) return { ended: Promise.resolve() }
  try {
    const ending = endLeftCommands(await leftCommands(dataFolder))
    return {
      ended: ending.then((processes) => {
        if (processes > 0) logger.warn('commands of the last owner were ended', { processes })
      }, failed),
    }
  } catch (thrown) {
    failed(thrown)
    return { ended: Promise.resolve() }
  }
}
