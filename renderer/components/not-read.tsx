import { Button } from './button'
import { ErrorState, type ShownError } from './error-state'
import { Loading, SkeletonRows } from './skeleton'

interface NotReadProps {
  /** After "Couldn't read": "the services". */
  readonly what: string
  /** Undefined: it is being read. */
  readonly error: ShownError | undefined
  readonly onAgain: () => void
  /** What it means that it could not be read. */
  readonly meaning?: string
  /** page: in place of a page's content. inline: of a part of it. */
  readonly look?: 'page' | 'inline'
  readonly rows?: number
  readonly widths?: readonly string[]
}

const MEANING = { page: 'Your runs go on; only this list is missing.', inline: 'Nothing is lost; only this page is missing it.' } as const
const INLINE = { rows: 4, widths: ['30%', '42%', '14%'] } as const

/** In place of what is not read yet, or could not be. */
export function NotRead({ what, error, onAgain, look = 'page', meaning = MEANING[look], ...skeleton }: NotReadProps) {
  if (error === undefined)
    return (
      <Loading label={`Reading ${what}`}>
        <SkeletonRows {...(look === 'inline' && INLINE)} {...skeleton} />
      </Loading>
    )
  return (
    <ErrorState
      look={look}
      title={`Couldn't read ${what}`}
      error={error}
      meaning={meaning}
      action={
        <Button size="small" look="main" onClick={onAgain}>
          Try again
        </Button>
      }
    />
  )
}
