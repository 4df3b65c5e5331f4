import type { EngineInfo } from '../../engine/contract/events'
import type { LampShape } from '../components/statuses'
import type { LinkState, Transport } from '../engine/engine-link'

type Reach = Transport['reach']

interface LinkWords {
  readonly lamp: LampShape
  readonly word: string
}

/** How the link reads in the frame. */
export function linkWords(link: LinkState, reach: Reach): LinkWords {
  switch (link.state) {
    case 'starting':
      return { lamp: 'running', word: 'starting' }
    case 'live':
      return { lamp: 'succeeded', word: 'live' }
    case 'silent':
      return { lamp: 'waiting', word: 'not answering' }
    case 'restarting':
      return { lamp: 'waiting', word: 'reconnecting' }
    case 'down':
      return { lamp: 'failed', word: downWord(link.reason?.code, reach) }
  }
}

function downWord(code: string | undefined, reach: Reach): string {
  if (code === 'unauthorized') return 'not open to this page'
  if (code === 'protocol_mismatch') return 'of another version'
  return reach === 'server' ? 'out of reach' : 'not running'
}

/** Whose engine it is. Before it answered, a page from a server knows no more than that. */
export function engineWords(reach: Reach, mode: EngineInfo['mode'] | undefined): string {
  if (mode === 'team') return 'team engine'
  return reach === 'server' ? 'server' : 'embedded engine'
}

export interface LinkNews {
  readonly title: string
  readonly text: string
  /** What the button says that tries again. */
  readonly retry: string
}

/** The engine is there, and held up. */
export const SILENT_NEWS: LinkNews = {
  title: 'The engine does not answer.',
  text: 'Something holds it up, such as a step that computes; what you see is the last known, and goes on by itself as soon as it answers. A restart ends the steps at work and takes them up again as after a crash; nothing that finished is lost.',
  retry: 'Restart',
}

type Gone = Extract<LinkState, { state: 'restarting' | 'down' }>

/** What a page says while it has no engine: what happened, and what there is to do. */
export function linkNews(link: Gone, reach: Reach, place: string): LinkNews {
  const { reason } = link
  if (reason?.code === 'protocol_mismatch') return { title: 'This window and the engine are of different versions.', text: reason.message, retry: 'Try again' }
  return reach === 'server' ? serverNews(reason, place) : embeddedNews(link)
}

function embeddedNews({ state, reason }: Gone): LinkNews {
  if (state === 'restarting')
    return { title: 'The engine stopped and is coming back.', text: 'Work that was under way goes on where it was.', retry: 'Try now' }
  return {
    title: 'The engine is not running.',
    text: `${reason?.message ?? 'It ended and could not be started again.'} Nothing runs until it is back; nothing that finished is lost.`,
    retry: 'Start it again',
  }
}

function serverNews(reason: Gone['reason'], place: string): LinkNews {
  if (reason === null)
    return { title: 'The connection was lost.', text: `What runs on ${place} goes on without this page, if the server is still there.`, retry: 'Try now' }
  switch (reason.code) {
    case 'unauthorized':
      return {
        title: 'The server does not know this page.',
        text: `${reason.message} Open the address that the server printed when it started: it ends in \`#token=…\`. The token is also in the file \`server-token\` of the data folder.`,
        retry: 'Try again',
      }
    case 'connection_failed':
      return {
        title: `Nothing answers at ${place}.`,
        text: 'Start it again the way it was started, for example with `signalbox serve`; this page goes on by itself as soon as it is back. Nothing that finished is lost.',
        retry: 'Try now',
      }
    default:
      return { title: 'The server takes no connection at the moment.', text: `${reason.message} [${reason.code}]`, retry: 'Try now' }
  }
}
