const whole = new Intl.NumberFormat('en-GB')

/** `100,000` */
export const formatCount = (n: number): string => whole.format(n)

/** `1 step`, `12 steps`, `1,204 runs`: the number and its noun. */
export const plural = (n: number, one: string, many = `${one}s`): string => `${whole.format(n)} ${n === 1 ? one : many}`
