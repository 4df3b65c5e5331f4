import type { App } from 'electron'
import type { EngineSupervisor } from './engine/supervisor'

/** The windows close first; the app ends when the engine has, within the supervisor's limit. */
export function stopBeforeQuit(app: App, supervisor: EngineSupervisor): void {
  app.on('will-quit', (event) => {
    const stopped = supervisor.stop()
    // Electron takes no second quit while it is in the middle of the first.
    if (!supervisor.isRunning) return
    event.preventDefault()
    void stopped.finally(() => app.quit())
  })
}
