import type { LogLevel, LogLine } from '../../contract/log'
import type { Colours } from '../terminal'
import { visible } from './visible'
import { clockMs } from './words'

const COLOUR_OF = { debug: 'dim', info: 'reset', warn: 'yellow', error: 'red' } as const satisfies Record<LogLevel, keyof Colours>

/** `12:03:04.056 info  parse[7] text`. */
export function logText({ at, level, stepId, itemIndex, text }: LogLine, colours: Colours): string {
  const source = itemIndex === null ? stepId : `${stepId}[${itemIndex}]`
  return `${colours.dim(clockMs(at))} ${colours[COLOUR_OF[level]](level.padEnd(5))} ${colours.cyan(source)} ${visible(text)}`
}
