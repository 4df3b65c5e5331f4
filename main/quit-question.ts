import { plural } from './plural'

export interface QuitQuestion {
  readonly message: string
  readonly detail: string
}

/** What to ask before the app ends; null when nothing is at work. */
export function quitQuestion(runsAtWork: number): QuitQuestion | null {
  if (runsAtWork === 0) return null
  const one = runsAtWork === 1
  return {
    message: `${plural(runsAtWork, 'run')} ${one ? 'is' : 'are'} at work.`,
    detail: `${one ? 'It goes' : 'They go'} on when Signalbox is started again.`,
  }
}
