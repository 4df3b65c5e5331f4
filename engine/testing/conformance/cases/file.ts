import { truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ConformanceCase } from '../conformance-case'
import { trials } from '../trial'
import { MADE, SECRET } from '../world'

/** A file that takes no room on the disk. */
export const sparse =
  (name: string, bytes: number) =>
  async (folder: string): Promise<void> => {
    await writeFile(join(folder, name), '')
    await truncate(join(folder, name), bytes)
  }

export const withSecretIn =
  (name: string) =>
  (folder: string): Promise<void> =>
    writeFile(join(folder, name), `{"token":"${SECRET}"`)

export const fileCase: ConformanceCase = {
  good: () => ({ with: { action: 'write', path: 'a/b.txt', text: 'x' } }),
  endless: () => ({ with: { action: 'hash', path: 'large' }, prepare: sparse('large', 500 * 1024 ** 3) }),
  flood: () => ({ with: { action: 'read', path: 'large' }, prepare: sparse('large', 70e6) }),
  telling: () =>
    trials(
      { with: { action: 'read', path: 'f' }, prepare: withSecretIn('f') },
      { with: { action: 'read', path: 'f', as: 'json' }, prepare: withSecretIn('f') },
      { with: { action: 'parse', path: 'f.md' }, prepare: withSecretIn('f.md') },
      { with: { action: 'read', path: MADE } },
    ),
  exposed: ['path', 'text'],
}
