import { statfs } from 'node:fs/promises'

/** Kinds of file systems as Linux numbers them (statfs(2)), on which locks or the database's log cannot be trusted. */
const DOUBTFUL: ReadonlyMap<number, string> = new Map([
  [0x6969, 'a network share (NFS)'],
  [0x517b, 'a network share (SMB)'],
  [0xff534d42, 'a network share (CIFS)'],
  [0xfe534d42, 'a network share (SMB)'],
  [0x5346414f, 'a network share (AFS)'],
  [0x73757245, 'a network share (Coda)'],
  [0x00c36400, 'a network share (Ceph)'],
  [0x01021997, 'a folder of another system (9P)'],
  [0x786f4256, 'a folder shared with a virtual machine (vboxsf)'],
  [0x65735546, 'a file system of a program (FUSE)'],
])

/** In words when it is doubtful, null when it is like a local disk or not known. */
export const doubtfulKind = (type: number): string | null => DOUBTFUL.get(type >>> 0) ?? null

/** What to tell about the place of a data folder; null when there is nothing. Other systems than Linux do not number their kinds alike. */
export async function placeWarning(folder: string, platform: NodeJS.Platform = process.platform): Promise<string | null> {
  if (platform !== 'linux') return null
  const kind = await statfs(folder).then(
    ({ type }) => doubtfulKind(type),
    () => null,
  )
  return kind === null ? null : `${folder} lies on ${kind}. Locks and the database's log are not reliable there: after a lost connection the database may be damaged. Keep the data folder on a local disk, and put backups there.`
}
