import { existsSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { App } from 'electron'

export interface Paths {
  /** The engine's: database, artifacts, files of runs. */
  readonly dataFolder: string
  readonly settingsFile: string
  /** The key to the secrets, as the system's keyring encrypts it. */
  readonly vaultKeyFile: string
  /** The built page. */
  readonly page: string
  readonly preload: string
  /** The engine's program, for a utility process. */
  readonly engine: string
  /** Programs of the engine's worker threads. */
  readonly workers: { readonly script: string; readonly document: string; readonly storage: string; readonly writes: string }
  /** Example pipelines, outside the archive so that their files have real paths; null in a build without any. */
  readonly examplesFolder: string | null
  readonly icon: string
  /** The folder of the tray's pictures. */
  readonly trayIcons: string
}

/**
 * `--data=<path>`, or SIGNALBOX_DATA as for the command line, chooses another data folder; the window's settings and the
 * single instance are each folder's own.
 * Must run before anything asks for Electron's user data. `programs` is the folder of main's built programs.
 */
export function choosePaths(app: App, programs: string): Paths {
  const chosen = app.commandLine.getSwitchValue('data') || (process.env['SIGNALBOX_DATA'] ?? '')
  const dataFolder = chosen === '' ? join(app.getPath('userData'), 'data') : resolve(chosen)
  if (chosen !== '') {
    const userData = join(dataFolder, 'desktop')
    mkdirSync(userData, { recursive: true })
    app.setPath('userData', userData)
  }
  const examples = join(app.isPackaged ? process.resourcesPath : join(app.getAppPath(), 'resources'), 'examples')
  return {
    dataFolder,
    settingsFile: join(app.getPath('userData'), 'settings.json'),
    vaultKeyFile: join(app.getPath('userData'), 'vault-key.json'),
    page: join(programs, '../renderer'),
    preload: join(programs, '../preload/index.cjs'),
    engine: join(programs, 'engine.cjs'),
    workers: { script: join(programs, 'script-worker.cjs'), document: join(programs, 'document-worker.cjs'), storage: join(programs, 'storage-worker.cjs'), writes: join(programs, 'write-worker.cjs') },
    examplesFolder: existsSync(examples) ? examples : null,
    icon: join(app.getAppPath(), 'resources/icon.png'),
    trayIcons: join(app.getAppPath(), 'resources/tray'),
  }
}
