/** What the system paints before and around the page. */
export interface Colours {
  readonly background: string
  readonly bar: string
  readonly symbol: string
}

/** renderer/styles/tokens.css' --bg, --sunk and --text-2, in the notation that windows understand. */
const LIGHT: Colours = { background: '#f7fafa', bar: '#f0f4f4', symbol: '#465257' }
const DARK: Colours = { background: '#0b1214', bar: '#090f11', symbol: '#acb6b9' }

export const coloursFor = (dark: boolean): Colours => (dark ? DARK : LIGHT)
