import { userInfo } from 'node:os'

/** Who sits at this computer, as far as it knows: the name of the account that the engine runs under. */
export function personName(): string {
  try {
    return userInfo().username
  } catch {
    // An account without a name, as in some containers.
    return 'local user'
  }
}
