import type { LogLevel } from '../../../engine/contract/log'

/** Every level, the quietest first. Of the contract only the type is imported: its module would bring all schemas along. */
const WORDS = { debug: 'Debug', info: 'Info', warn: 'Warning', error: 'Error' } as const satisfies Record<LogLevel, string>

export const LOG_LEVELS: readonly LogLevel[] = Object.keys(WORDS).filter((key): key is LogLevel => key in WORDS)

export const levelWord = (level: LogLevel): string => WORDS[level]
