import { type BrowserWindow, dialog, type MessageBoxOptions } from 'electron'
import type { QuitQuestion } from './quit-question'

const QUIT = 0
const KEEP_RUNNING = 1

/** True for Quit. On the window when it can be seen; Escape and Enter keep the app running. */
export async function askToQuit(owner: BrowserWindow | null, { message, detail }: QuitQuestion): Promise<boolean> {
  const options: MessageBoxOptions = {
    type: 'question',
    title: 'Quit Signalbox?',
    message,
    detail,
    buttons: ['Quit', 'Keep running'],
    defaultId: KEEP_RUNNING,
    cancelId: KEEP_RUNNING,
    noLink: true,
  }
  const { response } = await (owner?.isVisible() === true ? dialog.showMessageBox(owner, options) : dialog.showMessageBox(options))
  return response === QUIT
}
