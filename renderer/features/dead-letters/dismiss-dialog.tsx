import { useState } from 'react'
import { MAX_LETTERS_AT_ONCE } from '../../../engine/contract/dead-letter'
import type { CallFailure } from '../../engine/call-failure'
import { Button } from '../../components/button'
import { Dialog } from '../../components/dialog'
import { ErrorState } from '../../components/error-state'
import { TextField } from '../../components/text-field'
import { plural } from '../../lib/format-count'
import type { Chosen } from './use-letter-actions'

interface DismissDialogProps {
  readonly chosen: Chosen
  readonly busy: boolean
  readonly failure: CallFailure | undefined
  readonly onClose: () => void
  readonly onDismiss: (reason: string) => void
}

/** Asks why nobody is to do these again: whoever looks later wants to know. */
export function DismissDialog({ chosen, busy, failure, onClose, onDismiss }: DismissDialogProps) {
  const [reason, setReason] = useState('')
  const count = 'group' in chosen ? Math.min(chosen.group.count, MAX_LETTERS_AT_ONCE) : chosen.letterIds.length
  const given = reason.trim()
  return (
    <Dialog
      open
      onClose={onClose}
      size="small"
      title={`Dismiss ${plural(count, 'letter')}`}
      description="The runs stay as they are. Nobody is reminded of these any more."
      onSubmit={() => given !== '' && onDismiss(given)}
      outcome={failure === undefined ? undefined : <ErrorState look="inline" title="They were not dismissed" error={failure} />}
      actions={
        <>
          <Button look="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button look="main" type="submit" busy={busy} disabledReason={given === '' ? 'Say why first.' : undefined}>
            Dismiss
          </Button>
        </>
      }
    >
      <TextField label="Why" value={reason} onChange={setReason} placeholder="The order was cancelled" />
    </Dialog>
  )
}
