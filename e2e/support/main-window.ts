import type { RunningApp } from './launch-app'

export const isWindowVisible = ({ app }: RunningApp): Promise<boolean> =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().some((window) => window.isVisible()))

/** As by the button in its corner. */
export const closeWindow = ({ app }: RunningApp): Promise<void> => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
