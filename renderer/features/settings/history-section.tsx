import { NumberField } from '../../components/number-field'
import styles from './section.module.css'
import { SettingsFields } from './settings-fields'
import type { SettingsEditing } from './use-settings-form'

const NOTE =
  'An ended run is kept with its steps, log, outputs and files until one of these bounds lets it go. It is removed for good then. Runs that have not ended always stay.'

/** What may be forgotten, and when. */
export const HistorySection = ({ editing }: { readonly editing: SettingsEditing }) => (
  <SettingsFields editing={editing} note={NOTE}>
    {(form) => (
      <div className={styles.pair}>
        <NumberField
          label="Days to keep an ended run"
          integer
          value={form.keepDays}
          onChange={(keepDays) => editing.set({ keepDays })}
          error={editing.errors.keepDays}
          hint="Empty: as long as the disk is there"
        />
        <NumberField
          label="Runs to keep of each pipeline"
          integer
          value={form.keepRuns}
          onChange={(keepRuns) => editing.set({ keepRuns })}
          error={editing.errors.keepRuns}
          hint="The newest. Empty: as many as there are"
        />
      </div>
    )}
  </SettingsFields>
)
