import { utilityProcess } from 'electron'
import type { EngineMending, EngineProcessConfig } from './messages'
import { fromMending } from './messages'

/**
 * Has a process of its own mend the data folder, which no engine may work on meanwhile. Resolves with the words for what came of
 * it; rejects with the sentence that says why nothing did.
 */
export function mendDataFolder(program: string, config: EngineProcessConfig, mending: EngineMending): Promise<string> {
  const child = utilityProcess.fork(program, [], { stdio: 'ignore', serviceName: 'Signalbox mending' })
  return new Promise((resolve, reject) => {
    child.once('message', (message: unknown) => {
      const heard = fromMending.parse(message)
      if (heard.type === 'mended') resolve(heard.words)
      else reject(new Error(heard.error.message))
      child.kill()
    })
    child.once('exit', (code) => reject(new Error(`The process that was to do it ended by itself (exit code ${code}). Nothing was removed.`)))
    child.postMessage({ type: 'mend', config, mending })
  })
}
