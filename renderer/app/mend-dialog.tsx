import { useState } from 'react'
import type { DesktopApi, MendingWay } from '../../preload/contract'
import { Button } from '../components/button'
import { Dialog } from '../components/dialog'
import { ErrorState } from '../components/error-state'
import styles from './mend-dialog.module.css'

interface MendDialogProps {
  readonly desktop: DesktopApi
  readonly onClose: () => void
  /** The data folder can be worked with again. */
  readonly onMended: () => void
}

type Outcome = { readonly state: 'none' } | { readonly state: 'busy'; readonly way: MendingWay } | { readonly state: 'done'; readonly way: MendingWay; readonly words: string } | { readonly state: 'failed'; readonly words: string }

const WAYS: readonly { readonly way: MendingWay; readonly title: string; readonly words: string; readonly button: string }[] = [
  { way: 'salvage', title: 'Save what can be read', words: 'Copies every row and file that can still be read into a new folder. The damaged database is only read.', button: 'Choose a folder …' },
  { way: 'restore', title: 'Restore a backup', words: 'Puts a backup in its place, after checking it. What is there now is kept in a folder of its own.', button: 'Choose a backup …' },
  { way: 'start-empty', title: 'Start empty', words: 'Moves what is there into a folder of its own, where it is kept, and begins with no pipelines and no runs.', button: 'Start empty' },
]

/** What there is to do when the database is damaged. Nothing of it removes anything. */
export function MendDialog({ desktop, onClose, onMended }: MendDialogProps) {
  const [outcome, setOutcome] = useState<Outcome>({ state: 'none' })
  const go = async (way: MendingWay) => {
    setOutcome({ state: 'busy', way })
    try {
      const words = await desktop.mendData(way)
      setOutcome(words === null ? { state: 'none' } : { state: 'done', way, words })
    } catch (thrown) {
      setOutcome({ state: 'failed', words: thrown instanceof Error ? thrown.message : String(thrown) })
    }
  }
  const mended = outcome.state === 'done' && outcome.way !== 'salvage'
  const leave = mended ? onMended : onClose
  return (
    <Dialog
      open
      title="The database is damaged"
      description="Check the disk first. Whatever you choose here, what is there now is kept."
      onClose={leave}
      outcome={<OutcomeWords outcome={outcome} />}
      actions={
        <Button look={mended ? 'main' : 'normal'} onClick={leave}>
          {mended ? 'Start the engine' : 'Close'}
        </Button>
      }
    >
      <ul className={styles.ways}>
        {WAYS.map(({ way, title, words, button }) => (
          <li key={way}>
            <div>
              <b>{title}</b>
              <p>{words}</p>
            </div>
            <Button
              busy={outcome.state === 'busy' && outcome.way === way}
              disabled={outcome.state === 'busy' && outcome.way !== way}
              disabledReason={mended ? 'It is done.' : undefined}
              onClick={() => void go(way)}
            >
              {button}
            </Button>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}

function OutcomeWords({ outcome }: { readonly outcome: Outcome }) {
  switch (outcome.state) {
    case 'none':
      return null
    case 'busy':
      return <p role="status" className={styles.outcome}>At work. A large database takes a while …</p>
    case 'done':
      return <p role="status" className={styles.outcome}>{outcome.words}</p>
    case 'failed':
      return <ErrorState look="inline" title="That did not work" error={{ code: 'storage_corrupt', message: outcome.words }} meaning="What was there is still there." />
  }
}
