import type { ErrorCode } from '../../contract/errors'

/** Mended in the file alone: to do the same again comes to the same, and the page of the run shows the place. */
const OF_THE_FILE: readonly ErrorCode[] = ['pipeline_invalid', 'pipeline_not_found', 'step_config_invalid', 'expression_failed', 'runs_too_deep']

/** Somebody has decided so, and knows it. */
const DECIDED: readonly ErrorCode[] = ['cancelled', 'approval_rejected']

/**
 * Whether a step that failed for good is work that somebody may want done after all, once what hindered it is mended:
 * a server that was down, a key that was missing, data that broke a rule.
 */
export const isDeadLetter = (code: ErrorCode): boolean => !OF_THE_FILE.includes(code) && !DECIDED.includes(code)
