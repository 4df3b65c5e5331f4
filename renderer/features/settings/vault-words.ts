import type { VaultProtection, VaultState } from '../../../engine/contract/secret'

export interface VaultWords {
  readonly tone: 'good' | 'wait' | 'fail'
  readonly title: string
  readonly words: string
}

/** How well the secrets are kept, without flattery, and what would make it better. */
export function vaultWords({ protection, locked }: VaultState): VaultWords {
  if (locked)
    return {
      tone: 'fail',
      title: 'The secrets are locked.',
      words: `${UNLOCK[protection]} Steps that name a secret fail until then. If the key is lost for good, remove the secrets and enter them again.`,
    }
  return KEPT[protection]
}

const KEPT: Readonly<Record<VaultProtection, VaultWords>> = {
  keychain: {
    tone: 'good',
    title: 'Encrypted, with a key in the keychain.',
    words: 'Your system gives that key to you alone. The values never leave the engine, and are masked wherever a step writes them.',
  },
  obfuscated: {
    tone: 'wait',
    title: 'Encrypted, but the key is hardly protected.',
    words:
      'This system has no keyring that Signalbox could use: whoever can read your files can read the key too. Install one, such as GNOME Keyring or KWallet, and start Signalbox again.',
  },
  file: {
    tone: 'wait',
    title: 'Encrypted, with a key in a file.',
    words:
      'Only its owner may read that file, in the data folder; whoever can, can read the secrets. Keep it out of backups that others see, or set SIGNALBOX_VAULT_KEY instead.',
  },
  environment: {
    tone: 'good',
    title: 'Encrypted, with the key from SIGNALBOX_VAULT_KEY.',
    words: 'It is as safe as the place where that variable is set. The values never leave the engine, and are masked wherever a step writes them.',
  },
}

const UNLOCK: Readonly<Record<VaultProtection, string>> = {
  keychain: 'They were encrypted with the key of the desktop app. Start the app and leave it running, or set SIGNALBOX_VAULT_KEY to the key.',
  obfuscated: 'They were encrypted with the key of the desktop app. Start the app and leave it running, or set SIGNALBOX_VAULT_KEY to the key.',
  file: 'They were encrypted with the key in a file vault.key that is not there any more, or is another one. Put it back into the data folder, or set SIGNALBOX_VAULT_KEY to the key.',
  environment: 'They were encrypted with a key that SIGNALBOX_VAULT_KEY held. Set it again before the start.',
}
