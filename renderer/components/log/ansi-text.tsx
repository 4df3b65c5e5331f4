import { cx } from '../../lib/class-names'
import { parseAnsi, type AnsiStyle, type AnsiToken } from './ansi'
import styles from './ansi-text.module.css'
import { splitAtHits } from './split-at-hits'

const COLOURS = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const

/** A log line as a terminal would colour it, with what was searched for marked. */
export const AnsiText = ({ line, query }: { readonly line: string; readonly query: string }) => (
  <>
    {parseAnsi(line).map((token, place) => (
      <Token key={place} token={token} query={query} />
    ))}
  </>
)

function Token({ token: { text, style, escaped }, query }: { readonly token: AnsiToken; readonly query: string }) {
  const parts = splitAtHits(text, query)
  const content = parts.map(({ text: part, hit }, place) => (hit ? <mark key={place}>{part}</mark> : part))
  const name = cx(escaped && styles.escaped, ...namesOf(style))
  return name === '' ? <>{content}</> : <span className={name}>{content}</span>
}

function namesOf({ colour, ground, bold, dim, italic, underline, strike, inverse }: AnsiStyle): readonly (string | false | undefined)[] {
  const [front, back] = inverse ? [ground, colour ?? 7] : [colour, ground]
  return [
    front !== null && styles[COLOURS[front]],
    back !== null && styles.ground,
    back !== null && styles[`on-${COLOURS[back]}`],
    bold && styles.bold,
    dim && styles.dim,
    italic && styles.italic,
    underline && styles.underline,
    strike && styles.strike,
  ]
}
