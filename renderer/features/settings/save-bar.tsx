import { useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import { Button } from '../../components/button'
import { Kbd } from '../../components/kbd'
import { toast } from '../../components/toast'
import { WithCode } from '../../components/with-code'
import { plural } from '../../lib/format-count'
import { useShortcut } from '../../lib/shortcuts'
import styles from './save-bar.module.css'
import { addressOf } from './sections'
import { SECTION_OF, type SettingsField } from './settings-form'
import type { SettingsEditing } from './use-settings-form'

/** There while something is not saved: says so, keeps it, or takes it back. */
export function SaveBar({ editing }: { readonly editing: SettingsEditing }) {
  const { changed, save, discard, busy, failure, off, errors } = editing
  const [address, navigate] = useLocation()
  const [wrong, setWrong] = useState<SettingsField | null>(null)
  useEffect(() => {
    if (wrong === null) return
    const section = addressOf(SECTION_OF[wrong])
    if (address !== section) return navigate(section)
    // The field is there once its section is.
    document.querySelector<HTMLElement>('#settings-section [aria-invalid=true]')?.focus()
    setWrong(null)
  }, [wrong, address, navigate])

  const keep = async () => {
    if (changed.length === 0 || off !== undefined || busy) return
    const refused = await save()
    if (refused === null) return
    const [first] = refused
    if (first === undefined) return void toast.success('Saved')
    setWrong(first)
  }
  useShortcut('mod+s', 'Save the settings', () => void keep(), { enabled: changed.length > 0 })
  if (changed.length === 0) return null
  const refused = Object.keys(errors).length
  return (
    <div className={styles.bar} role="region" aria-label="Unsaved changes">
      <p role="status">
        {failure !== null ? (
          <span className={styles.wrong}>
            Couldn't save: <WithCode text={failure.message} />
          </span>
        ) : refused > 0 ? (
          <span className={styles.wrong}>{plural(refused, 'field')} must be mended first.</span>
        ) : (
          <>
            Unsaved changes <Kbd keys="mod+s" /> saves them
          </>
        )}
      </p>
      <Button look="quiet" onClick={discard}>
        Discard
      </Button>
      <Button look="main" busy={busy} disabledReason={off} onClick={() => void keep()}>
        Save
      </Button>
    </div>
  )
}
