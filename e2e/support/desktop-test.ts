import { test as base } from '@playwright/test'
import { launchApp, removeDataFolder, type RunningApp, temporaryDataFolder } from './launch-app'

interface DesktopFixtures {
  /** Temporary folders are called after it. */
  readonly folderPrefix: string
  /** Variables that the app is started with, beside those of the tests. */
  readonly environment: Readonly<Record<string, string>>
  /** New for each test. */
  readonly dataFolder: string
  /** Starts the app on a data folder; what is still open after the test is closed then. */
  launch(dataFolder: string): Promise<RunningApp>
  /** The app, started on the test's folder. */
  readonly desktop: RunningApp
}

export const test = base.extend<DesktopFixtures>({
  folderPrefix: ['signalbox-e2e-', { option: true }],
  environment: [{}, { option: true }],
  dataFolder: async ({ folderPrefix }, provide) => {
    const folder = temporaryDataFolder(folderPrefix)
    await provide(folder)
    await removeDataFolder(folder)
  },
  // Closed before the folder goes: hence the fixture it does not read.
  launch: async ({ dataFolder: _folder, environment }, provide, info) => {
    const running: RunningApp[] = []
    await provide(async (folder) => {
      const app = await launchApp(folder, environment)
      running.push(app)
      return app
    })
    for (const app of running) await app.close()
    if (info.status === info.expectedStatus) return
    for (const app of running) await info.attach('main process', { body: app.output(), contentType: 'text/plain' })
  },
  desktop: async ({ dataFolder, launch }, provide) => provide(await launch(dataFolder)),
})

export { expect } from '@playwright/test'
