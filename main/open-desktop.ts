import { type App, Menu, powerMonitor, type Session, shell } from 'electron'
import { answerPages } from './desktop-api'
import { askToQuit } from './ask-to-quit'
import { CloseToTray } from './close-to-tray'
import { DesktopWork } from './desktop-work'
import { followEngine } from './engine/engine-follower'
import { PagePorts } from './engine/page-ports'
import { PipelineFolders } from './engine/pipeline-folders'
import type { EngineSupervisor } from './engine/supervisor'
import { MainWindow } from './main-window'
import { menuTemplate } from './menu'
import { Notifier } from './notifications/notifier'
import { type Page, servePage } from './page'
import type { Paths } from './paths'
import { Quitting } from './quit'
import { lockSession } from './security'
import type { SettingsFile } from './settings-file'
import { ShownFolders } from './shown-folders'
import { TrayIcon } from './tray/tray-icon'
import { openWindow } from './window'

export interface DesktopParts {
  readonly app: App
  readonly page: Page
  readonly paths: Paths
  readonly settings: SettingsFile
  readonly supervisor: EngineSupervisor
  readonly session: Session
}

/** How a session that ends, or a person at a terminal, asks a program to end. */
const ENDING = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const

/** Puts the desktop together once Electron is ready: everything that a person sees of the app, and what it follows. */
export function openDesktop({ app, page, paths, settings, supervisor, session }: DesktopParts): MainWindow {
  lockSession(session, page)
  servePage(session, paths.page)
  const showDataFolder = () => void shell.openPath(paths.dataFolder)
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate({ platform: process.platform, development: !app.isPackaged, showDataFolder })))

  const window: MainWindow = new MainWindow({
    open: () => openWindow({ page, paths, settings, version: app.getVersion() }),
    isEnding: () => quitting.isDecided,
    closing: () => void closing.close(),
    looked: () => work.looked(),
    sessionEnds: () => quitting.quitWithoutAsking(),
  })
  const tray = new TrayIcon({
    folder: paths.trayIcons,
    perform: (action) => {
      if (action.kind === 'quit') app.quit()
      else if (action.kind === 'open') window.show(action.route)
      else void work.pauseRuns(action.kind)
    },
  })
  const notifier = new Notifier()
  const work = new DesktopWork({ notifier, window, showTray: (model) => tray.show(model) })
  const quitting = new Quitting({ app, supervisor, runsAtWork: () => work.runsAtWork, ask: (question) => askToQuit(window.window, question) })
  const closing = new CloseToTray({ window, tray, notifier, settings, quit: () => app.quit() })

  powerMonitor.on('shutdown', () => quitting.quitWithoutAsking())
  for (const signal of ENDING) process.on(signal, () => quitting.quitWithoutAsking())
  const pipelineFolders = new PipelineFolders()
  followEngine({
    supervisor,
    attached: (client) => {
      pipelineFolders.attached(client)
      work.attached(client)
    },
    heard: (event) => work.heard(event),
    changed: (state) => work.changed(state),
  })
  answerPages({
    page,
    supervisor,
    ports: new PagePorts(supervisor),
    settings,
    folders: new ShownFolders([paths.dataFolder], () => pipelineFolders.all()),
    window,
  })
  return window
}
