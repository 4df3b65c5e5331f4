/** Electron's safeStorage, of which an older or newer Electron has only one half: the calls that answer at once, or later. */
export interface SafeStorage {
  isAsyncEncryptionAvailable?(): Promise<boolean>
  encryptStringAsync?(text: string): Promise<Buffer>
  decryptStringAsync?(data: Buffer): Promise<{ readonly result: string; readonly shouldReEncrypt: boolean }>
  isEncryptionAvailable?(): boolean
  encryptString?(text: string): Buffer
  decryptString?(data: Buffer): string
  getSelectedStorageBackend?(): string
}

/** What Chromium puts before what it encrypted on Linux with a password that stands in its source. */
const HARD_CODED = 'v10'

/** The system's keyring, as far as this Electron reaches it. To be used when the app is ready. */
export class SystemKeyring {
  readonly #storage: SafeStorage
  readonly #platform: NodeJS.Platform

  constructor(storage: SafeStorage, platform: NodeJS.Platform) {
    this.#storage = storage
    this.#platform = platform
  }

  async isAvailable(): Promise<boolean> {
    const { isAsyncEncryptionAvailable } = this.#storage
    if (isAsyncEncryptionAvailable !== undefined) return isAsyncEncryptionAvailable.call(this.#storage)
    return this.#storage.isEncryptionAvailable?.() ?? false
  }

  async encrypt(text: string): Promise<Buffer> {
    const { encryptStringAsync, encryptString } = this.#storage
    if (encryptStringAsync !== undefined) return encryptStringAsync.call(this.#storage, text)
    if (encryptString !== undefined) return encryptString.call(this.#storage, text)
    throw new Error('this version of Electron cannot encrypt')
  }

  /** `isStale`: it was encrypted with less protection than there is now, and should be encrypted again. */
  async decrypt(data: Buffer): Promise<{ readonly text: string; readonly isStale: boolean }> {
    const { decryptStringAsync, decryptString } = this.#storage
    const couldBeBetter = this.isObfuscated(data) && this.#hasKeyring() === true
    if (decryptStringAsync !== undefined) {
      const { result, shouldReEncrypt } = await decryptStringAsync.call(this.#storage, data)
      return { text: result, isStale: shouldReEncrypt || couldBeBetter }
    }
    if (decryptString !== undefined) return { text: decryptString.call(this.#storage, data), isStale: couldBeBetter }
    throw new Error('this version of Electron cannot decrypt')
  }

  /** Whether anyone who can read this can decrypt it: so on Linux without a keyring. */
  isObfuscated(data: Buffer): boolean {
    return this.#platform === 'linux' && (data.toString('latin1').startsWith(HARD_CODED) || this.#hasKeyring() === false)
  }

  /** Null where Electron does not tell. */
  #hasKeyring(): boolean | null {
    const backend = this.#storage.getSelectedStorageBackend?.()
    return backend === undefined ? null : backend !== 'basic_text' && backend !== 'unknown'
  }
}
