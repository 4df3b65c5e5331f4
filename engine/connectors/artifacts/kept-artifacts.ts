import type { Artifacts } from '../../ports/artifacts'

/** Artifacts of which none is removed as long as anyone asks for that, or the rows are in doubt: what is left is found later, among those that nobody holds. */
export class KeptArtifacts implements Artifacts {
  readonly #artifacts: Artifacts
  readonly #isInDoubt: () => boolean
  #holders = 0

  constructor(artifacts: Artifacts, isInDoubt: () => boolean) {
    this.#artifacts = artifacts
    this.#isInDoubt = isInDoubt
  }

  /** Returns how to let them go again. */
  keepAll(): () => void {
    this.#holders += 1
    let held = true
    return () => {
      if (held) this.#holders -= 1
      held = false
    }
  }

  async remove(sha256: string, putBefore: number): Promise<void> {
    if (this.#holders === 0 && !this.#isInDoubt()) await this.#artifacts.remove(sha256, putBefore)
  }

  put: Artifacts['put'] = (content) => this.#artifacts.put(content)
  read: Artifacts['read'] = (sha256, range) => this.#artifacts.read(sha256, range)
  all: Artifacts['all'] = () => this.#artifacts.all()
}
