import { join } from 'node:path'
import { app, nativeTheme, safeStorage, session } from 'electron'
import type { PageRoute } from '../preload/contract'
import { commandLineArguments, runCommandLine } from './command-line'
import { EngineSupervisor } from './engine/supervisor'
import { SystemKeyring } from './engine/system-keyring'
import { openVaultKey } from './engine/vault-key'
import { openDesktop } from './open-desktop'
import { choosePage, registerPageScheme } from './page'
import { choosePaths } from './paths'
import { routeOfArguments, routeOfLink, takeLinks } from './run-link'
import { lockNavigation } from './security'
import { SettingsFile } from './settings-file'

// The order in which the desktop starts, and nothing else: each part says in its own file what it does.

/** Known to this file alone: modules that several programs share are bundled into another folder. */
const programs = __dirname

const commands = commandLineArguments(process.argv)
if (commands !== null) runCommandLine(join(programs, 'command-line-thread.cjs'), commands)

const paths = choosePaths(app, programs)
// The first instance has the window and the engine; it comes to the front when another is started.
if (app.requestSingleInstanceLock()) startDesktop()
else app.quit()

function startDesktop(): void {
  const page = choosePage(app)
  registerPageScheme()
  lockNavigation(app, page)

  const settings = new SettingsFile(paths.settingsFile)
  nativeTheme.themeSource = settings.settings.theme
  const version = app.getVersion()
  const supervisor = new EngineSupervisor({
    program: paths.engine,
    config: { dataFolder: paths.dataFolder, version, examplesFolder: paths.examplesFolder, workers: paths.workers },
  })

  const ready = app.whenReady().then(() => openDesktop({ app, page, paths, settings, supervisor, session: session.defaultSession }))
  const show = (route: PageRoute | null = null) => void ready.then((window) => window.show(route))
  const keyring = new SystemKeyring(safeStorage, process.platform)
  void ready.then(async () => supervisor.start(await openVaultKey(paths.vaultKeyFile, keyring)))
  takeLinks(app)
  show(routeOfArguments(process.argv))
  app.on('second-instance', (_event, argv) => show(routeOfArguments(argv)))
  app.on('activate', () => show())
  app.on('open-url', (event, link) => {
    event.preventDefault()
    show(routeOfLink(link))
  })
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
}
