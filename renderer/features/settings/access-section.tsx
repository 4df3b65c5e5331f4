import { TextField } from '../../components/text-field'
import { SettingsFields } from './settings-fields'
import type { SettingsEditing } from './use-settings-form'

const NOTE =
  "Steps reach the public internet, and files in their pipeline's and their run's folder. What lies in your own network, or elsewhere on the disk, they reach only when it is named here."

/** Doors that stay shut unless someone opens them here. */
export const AccessSection = ({ editing }: { readonly editing: SettingsEditing }) => (
  <SettingsFields editing={editing} note={NOTE}>
    {(form) => (
      <>
        <TextField
          label="Private addresses that steps may reach"
          mono
          rows={5}
          value={form.hosts}
          onChange={(hosts) => editing.set({ hosts })}
          error={editing.errors.hosts}
          placeholder={'nas.local\nlocalhost:9000\n192.168.0.0/16'}
          hint="One a line: a name, an address, a range, with a port if only that one is meant. Every pipeline may then send requests there, also one that somebody gave you."
        />
        <TextField
          label="Further folders for files"
          mono
          rows={4}
          value={form.folders}
          onChange={(folders) => editing.set({ folders })}
          error={editing.errors.folders}
          placeholder="/srv/letters"
          hint="One a line, as whole paths on the engine's computer. Every pipeline may then read and write everything in them."
        />
      </>
    )}
  </SettingsFields>
)
