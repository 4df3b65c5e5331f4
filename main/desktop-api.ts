import { dialog, ipcMain, type IpcMainEvent, type IpcMainInvokeEvent, nativeTheme, shell } from 'electron'
import * as z from 'zod'
import { type Answer, CHANNELS, type DesktopCall, type MendingWay, type Reply, type Theme } from '../preload/contract'
import type { PagePorts } from './engine/page-ports'
import type { EngineMending } from './engine/messages'
import type { EngineSupervisor } from './engine/supervisor'
import type { MainWindow } from './main-window'
import type { Page } from './page'
import { readPipelineFile } from './pipeline-file'
import { isTrustedSender } from './security'
import type { SettingsFile } from './settings-file'
import type { ShownFolders } from './shown-folders'

export interface DesktopApiParts {
  readonly page: Page
  readonly supervisor: EngineSupervisor
  readonly ports: PagePorts
  readonly settings: SettingsFile
  readonly folders: ShownFolders
  readonly window: MainWindow
}

const theme = z.enum(['light', 'dark', 'system']) satisfies z.ZodType<Theme>
const mendingWay = z.enum(['salvage', 'restore', 'start-empty']) satisfies z.ZodType<MendingWay>
const path = z.string().min(1).max(32_768)

const PIPELINE_FILES = [
  { name: 'Pipelines', extensions: ['yaml', 'yml'] },
  { name: 'All files', extensions: ['*'] },
]

/** Answers preload/contract.ts. Every call is refused unless it comes from the page's own top frame. */
export function answerPages({ page, supervisor, ports, settings, folders, window }: DesktopApiParts): void {
  const trusted = (event: IpcMainEvent | IpcMainInvokeEvent) => isTrustedSender(page, event.senderFrame)

  function answer<Name extends DesktopCall>(name: Name, handle: (argument: unknown) => Promise<Answer<Name>>): void {
    ipcMain.handle(CHANNELS[name], async (event, argument: unknown): Promise<Reply<Answer<Name>>> => {
      if (!trusted(event)) return { ok: false, message: `${name} answers the app's own page only.` }
      try {
        return { ok: true, value: await handle(argument) }
      } catch (error) {
        return { ok: false, message: error instanceof Error ? error.message : String(error) }
      }
    })
  }

  ipcMain.on(CHANNELS.requestEnginePort, (event) => {
    if (trusted(event)) ports.ask(event.sender)
  })
  ipcMain.on(CHANNELS.readyToOpen, (event) => {
    if (trusted(event)) window.pageListens()
  })
  answer('getEngineState', async () => supervisor.state)
  answer('retryEngine', async () => supervisor.retry())
  answer('mendData', async (argument) => {
    const mending = await mendingOf(mendingWay.parse(argument), window)
    return mending === null ? null : supervisor.mend(mending)
  })
  answer('getTheme', async () => settings.settings.theme)
  answer('setTheme', async (argument) => {
    const chosen = theme.parse(argument)
    nativeTheme.themeSource = chosen
    settings.change({ theme: chosen })
  })
  answer('pickPipelineFile', async () => {
    const owner = window.window
    const options = { title: 'Open a pipeline', buttonLabel: 'Open', properties: ['openFile' as const], filters: PIPELINE_FILES }
    const { filePaths } = await (owner === null ? dialog.showOpenDialog(options) : dialog.showOpenDialog(owner, options))
    const picked = filePaths[0]
    if (picked === undefined) return null
    const file = await readPipelineFile(picked)
    folders.add(file.folder)
    return file
  })
  answer('showItemInFolder', async (argument) => shell.showItemInFolder(await folders.check(path.parse(argument))))
}

/** With the folder that the person chose for it; null when they chose none. */
async function mendingOf(way: MendingWay, window: MainWindow): Promise<EngineMending | null> {
  switch (way) {
    case 'start-empty':
      return { kind: way }
    case 'salvage': {
      const to = await pickFolder(window, { title: 'Where to put what can be read', buttonLabel: 'Copy here', properties: ['openDirectory', 'createDirectory'] })
      return to === null ? null : { kind: way, to }
    }
    case 'restore': {
      const from = await pickFolder(window, { title: 'The folder of a backup', buttonLabel: 'Restore', properties: ['openDirectory'] })
      return from === null ? null : { kind: way, from }
    }
  }
}

async function pickFolder({ window }: MainWindow, options: Electron.OpenDialogOptions): Promise<string | null> {
  const { filePaths } = await (window === null ? dialog.showOpenDialog(options) : dialog.showOpenDialog(window, options))
  return filePaths[0] ?? null
}
