/**
 * Replays what a failed run of a property printed: `SIGNALBOX_SEED=seed` or `seed:path`, which begins with the very case.
 * Nothing given: other cases each time.
 */
export function seededBy(given: string | undefined): { readonly seed?: number; readonly path?: string } {
  if (given === undefined || given === '') return {}
  const [, seed, path] = /^(-?\d+)(?::(\d+(?::\d+)*))?$/.exec(given) ?? []
  if (seed === undefined) throw new Error(`SIGNALBOX_SEED is a number, or a number and a path such as 42:17:0, not ${given}`)
  return { seed: Number(seed), ...(path !== undefined && { path }) }
}
