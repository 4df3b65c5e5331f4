import { Button } from '../../components/button'
import { ErrorState } from '../../components/error-state'
import { Loading, SkeletonRows } from '../../components/skeleton'
import type { CallFailure } from '../../engine/call-failure'

/** A section before it is read, or when it could not be. */
export const Reading = ({ what, error, onAgain }: { readonly what: string; readonly error: CallFailure | undefined; readonly onAgain: () => void }) =>
  error === undefined ? (
    <Loading label={`Reading ${what}`}>
      <SkeletonRows rows={4} widths={['30%', '42%', '14%']} />
    </Loading>
  ) : (
    <ErrorState
      look="inline"
      title={`Couldn't read ${what}`}
      error={error}
      meaning="Nothing is lost; only this page is missing it."
      action={
        <Button size="small" look="main" onClick={onAgain}>
          Try again
        </Button>
      }
    />
  )
