import type { App } from 'electron'
import { type PageRoute, runRoute } from '../preload/contract'

/** The scheme of links that open the app. Not the page's own, which only the app itself can open. */
const LINK_SCHEME = 'signalbox'

const RUN_LINK = /^signalbox:\/\/run\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/?$/i

/** The page that `signalbox://run/<id>` stands for; null for every other text. Anyone can write such links: they only ever show. */
export function routeOfLink(link: string): PageRoute | null {
  const id = RUN_LINK.exec(link)?.[1]
  return id === undefined ? null : runRoute(id.toLowerCase())
}

/** On Windows and Linux a link is an argument of the program that is started for it. */
export function routeOfArguments(argv: readonly string[]): PageRoute | null {
  const link = argv.find((argument) => argument.toLowerCase().startsWith(`${LINK_SCHEME}:`))
  return link === undefined ? null : routeOfLink(link)
}

/** Windows learns at each start who opens the links; elsewhere the installed package says so (electron.builder.yml). */
export function takeLinks(app: App): void {
  if (process.platform === 'win32' && app.isPackaged) app.setAsDefaultProtocolClient(LINK_SCHEME)
}
