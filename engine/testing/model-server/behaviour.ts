/** What the model server does with a request. Pieces are words: the wire's own frames, one for each. */
export type Behaviour =
  /** A whole, right reply; `pieceMs` between its pieces. */
  | {
      readonly kind: 'answer'
      readonly text?: string
      readonly pieceMs?: number
      readonly usage?: boolean
      readonly finish?: 'stop' | 'length' | 'content_filter'
    }
  | { readonly kind: 'status'; readonly status: number; readonly message?: string; readonly headers?: Readonly<Record<string, string>> }
  /** A right reply that ends after so many bytes of its body: reset, or closed as if nothing were amiss. */
  | { readonly kind: 'cut'; readonly afterBytes: number; readonly clean?: boolean; readonly text?: string }
  /** Ends cleanly when the model has said why it stopped, before usage and the mark of the end. */
  | { readonly kind: 'cut-after-finish' }
  /** Everything but the mark of the end. */
  | { readonly kind: 'no-end' }
  /** A frame in the middle that is not JSON. */
  | { readonly kind: 'malformed' }
  /** Half a reply, then an error in a frame of its own. */
  | { readonly kind: 'error-inside'; readonly type: string; readonly message: string; readonly after?: number }
  /** Comments, pings and empty pieces, for ever. */
  | { readonly kind: 'keep-alive' }
  /** Takes the request and says nothing. */
  | { readonly kind: 'silent' }

/**
 * The behaviour that a model's name asks for, so that a pipeline can choose one: `fault-429`, `fault-500`, `fault-cut`,
 * `fault-cut-120`, `fault-after-finish`, `fault-no-end`, `fault-malformed`, `fault-no-usage`, `fault-error-inside`,
 * `fault-keep-alive`, `fault-silent`, `fault-filter`, `fault-length`, `slow`, `slow-50` (ms a piece). Null for any other name.
 */
export function behaviourNamed(model: string): Behaviour | null {
  const [, fault, detail] = /^(?:fault-)?([a-z-]*?)-?(\d*)$/.exec(model.replace(/-once$/, '')) ?? []
  const number = detail === undefined || detail === '' ? null : Number(detail)
  if (fault === 'slow') return { kind: 'answer', pieceMs: number ?? 40 }
  if (!model.startsWith('fault-')) return null
  switch (fault) {
    case '':
      return number === null ? null : { kind: 'status', status: number, ...(number === 429 && { headers: { 'retry-after': '1' } }) }
    case 'cut':
      return { kind: 'cut', afterBytes: number ?? 200 }
    case 'after-finish':
      return { kind: 'cut-after-finish' }
    case 'error-inside':
      return { kind: 'error-inside', type: 'overloaded_error', message: 'Overloaded' }
    case 'no-usage':
      return { kind: 'answer', usage: false }
    case 'filter':
      return { kind: 'answer', finish: 'content_filter' }
    case 'length':
      return { kind: 'answer', finish: 'length' }
    case 'no-end':
    case 'malformed':
    case 'keep-alive':
    case 'silent':
      return { kind: fault }
    default:
      return null
  }
}
