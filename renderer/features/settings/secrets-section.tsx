import { KeyRound, Plus, ShieldAlert, ShieldCheck, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../components/button'
import { CopyButton } from '../../components/copy-button'
import { EmptyState } from '../../components/empty-state'
import { IconButton } from '../../components/icon-button'
import { EntryList } from '../../components/entry-list'
import { NotRead } from '../../components/not-read'
import { RelativeTime } from '../../components/relative-time'
import type { SecretInfo, VaultState } from '../../../engine/contract/secret'
import { useCommandsOff } from '../../engine/engine-provider'
import { useQuery } from '../../engine/use-query'
import { useFocusKept } from '../../lib/use-focus-kept'
import { listSecrets } from './queries'
import { RemoveDialog } from './remove-dialog'
import { SecretDialog } from './secret-dialog'
import styles from './section.module.css'
import { vaultWords } from './vault-words'

/** What pipelines name `${{ secrets.NAME }}`. Names only: a value is never shown again. */
export function SecretsSection() {
  const { data, error, refresh } = useQuery(listSecrets, 'all', { refreshOn: (hint) => hint.type === 'settings.changed' })
  const [editing, setEditing] = useState<{ readonly replaces: string | null } | null>(null)
  const [removing, setRemoving] = useState<string | null>(null)
  const link = useCommandsOff()
  useFocusKept(data?.secrets.length)
  if (data === undefined) return <NotRead look="inline" what="the secrets" error={error} onAgain={refresh} />
  const { secrets, vault } = data
  const off = link ?? (vault.locked ? 'The secrets are locked.' : undefined)
  const add = (
    <Button look="main" icon={<Plus />} disabledReason={off} onClick={() => setEditing({ replaces: null })}>
      Add a secret
    </Button>
  )
  return (
    <>
      <VaultNotice vault={vault} />
      {secrets.length === 0 ? (
        <EmptyState icon={<KeyRound />} title="No secrets yet" action={add}>
          A key or a password that steps need, but nobody should read in a file. A pipeline names it, the engine fills it in, and logs show dots instead.
        </EmptyState>
      ) : (
        <>
          <div className={styles.bar}>
            <p>A pipeline names a secret where its value belongs; models and the mail server do it for you.</p>
            {add}
          </div>
          <EntryList label="Secrets">
            {secrets.map((secret) => (
              <SecretRow
                key={secret.name}
                secret={secret}
                off={off}
                removeOff={link}
                onReplace={() => setEditing({ replaces: secret.name })}
                onRemove={() => setRemoving(secret.name)}
              />
            ))}
          </EntryList>
        </>
      )}
      {editing !== null && (
        <SecretDialog replaces={editing.replaces} names={secrets.map(({ name }) => name)} onClose={() => setEditing(null)} onSaved={refresh} />
      )}
      {removing !== null && (
        <RemoveDialog
          what={`the secret ${removing}`}
          meaning="Steps and models that name it fail from then on. Its value cannot be brought back."
          remove={(client, signal) => client.secrets.remove({ name: removing }, { signal })}
          onClose={() => setRemoving(null)}
          onRemoved={refresh}
        />
      )}
    </>
  )
}

function VaultNotice({ vault }: { readonly vault: VaultState }) {
  const { tone, title, words } = vaultWords(vault)
  return (
    <div className={styles.notice} data-tone={tone} role={tone === 'fail' ? 'alert' : undefined}>
      {tone === 'good' ? <ShieldCheck aria-hidden /> : <ShieldAlert aria-hidden />}
      <p>
        <b>{title}</b> {words}
      </p>
    </div>
  )
}

interface SecretRowProps {
  readonly secret: SecretInfo
  readonly off: string | undefined
  /** Removing is possible while the vault is locked. */
  readonly removeOff: string | undefined
  readonly onReplace: () => void
  readonly onRemove: () => void
}

function SecretRow({ secret: { name, updatedAt }, off, removeOff, onReplace, onRemove }: SecretRowProps) {
  const used = `\${{ secrets.${name} }}`
  return (
    <li className={styles.row}>
      <div className={styles.words}>
        <b className={styles.code}>{name}</b>
        <div className={styles.line}>
          <span>
            changed <RelativeTime at={updatedAt} />
          </span>
          <span className={styles.used}>
            <code className={styles.code}>{used}</code>
            <CopyButton look="icon" label={`Copy how a file names ${name}`} text={used} />
          </span>
        </div>
      </div>
      <div className={styles.actions}>
        <Button size="small" disabledReason={off} onClick={onReplace} aria-label={`Replace ${name}`}>
          Replace
        </Button>
        <IconButton size="small" label={`Remove ${name}`} icon={<Trash2 />} disabledReason={removeOff} onClick={onRemove} />
      </div>
    </li>
  )
}
