/**
 * When an attempt of a paused run becomes due: after the last time that a clock can tell (ECMA-262, 21.4.1.1). What it
 * really waits for is kept with its step.
 */
export const HELD_UNTIL = 8_640_000_000_000_000
