import { join } from 'node:path'
import { app, type BrowserWindow, Menu, nativeTheme, session, shell } from 'electron'
import { answerPages } from './desktop-api'
import { commandLineArguments, runCommandLine } from './command-line'
import { PagePorts } from './engine/page-ports'
import { EngineSupervisor } from './engine/supervisor'
import { menuTemplate } from './menu'
import { choosePage, registerPageScheme, servePage } from './page'
import { choosePaths } from './paths'
import { stopBeforeQuit } from './quit'
import { lockNavigation, lockSession } from './security'
import { SettingsFile } from './settings-file'
import { ShownFolders } from './shown-folders'
import { bringToFront, openWindow } from './window'

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

  let window: BrowserWindow | null = null
  const showWindow = () => {
    if (window !== null) return bringToFront(window)
    window = openWindow({ page, paths, settings, version })
    window.once('closed', () => (window = null))
  }

  app.on('second-instance', showWindow)
  app.on('activate', showWindow)
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  stopBeforeQuit(app, supervisor)

  void app.whenReady().then(() => {
    lockSession(session.defaultSession, page)
    servePage(session.defaultSession, paths.page)
    const showDataFolder = () => void shell.openPath(paths.dataFolder)
    Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate({ platform: process.platform, development: !app.isPackaged, showDataFolder })))
    answerPages({ page, supervisor, ports: new PagePorts(supervisor), settings, folders: new ShownFolders([paths.dataFolder]), window: () => window })
    supervisor.start()
    showWindow()
  })
}
