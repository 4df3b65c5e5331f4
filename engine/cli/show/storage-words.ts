import type { StorageBackup, StorageCheck, StorageJob } from '../../contract/storage'
import { visible } from './visible'
import { plural } from './words'

const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'] as const

/** `812 bytes`, `3.4 MiB`. */
export function size(bytes: number): string {
  let unit = 0
  let value = bytes
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024
    unit += 1
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${UNITS[unit] ?? ''}`
}

const PHASES: Readonly<Record<StorageJob['phase'], string>> = {
  database: 'reading every page of the database',
  relations: 'comparing rows with those that they belong to',
  artifacts: 'artifacts',
  copy: 'copying the database',
  verify: 'checking the copy',
  files: 'files',
  space: 'giving back free pages',
}

/** `artifacts, 120 of 4,000 …` */
export function phaseLine({ phase, done, total }: Pick<StorageJob, 'phase' | 'done' | 'total'>): string {
  const count = total > 0 ? `, ${done} of ${total}` : done > 0 ? `, ${done}` : ''
  return `${PHASES[phase]}${count} …`
}

/** They may name what stands in a damaged file. */
export const findingLines = (findings: Readonly<StorageCheck['findings']>): readonly string[] => findings.map(({ message }) => `- ${visible(message)}`)

export function checkLines({ findings, further, databaseBytes, artifacts, artifactBytes }: Omit<StorageCheck, 'at' | 'tookMs'>): readonly string[] {
  const looked = `the database (${size(databaseBytes)}) and ${plural(artifacts, 'artifact')} (${size(artifactBytes)})`
  if (findings.length === 0) return [`All is well: ${looked}.`]
  const count = findings.length + further
  return [`Damage: ${plural(count, 'finding')} in ${looked}.`, ...findingLines(findings), ...(further > 0 ? [`- and ${further} more`] : []), 'Check the disk. `signalbox restore` puts a backup in its place; `signalbox salvage` copies what can be read.']
}

const KEY_WORDS: Readonly<Record<StorageBackup['key'], string>> = {
  inside: 'The key to the secrets is in it: whoever has this backup can read them.',
  left: 'The key to the secrets (vault.key) is not in it: keep it elsewhere, or say --with-key.',
  elsewhere: 'The key to the secrets is not in the data folder, and not in the backup.',
}

/** Of what was copied. */
export const leftOutLine = (count: number): string => `${plural(count, 'special file')} left out: links that lead out of their folder or nowhere, sockets and pipes.`

export function backupLines({ folder, bytes, files, key, missingArtifacts, leftOut }: StorageBackup): readonly string[] {
  const missing = missingArtifacts === 0 ? [] : [`${plural(missingArtifacts, 'artifact')} could not be copied, missing or damaged in the original: \`signalbox check\` names them.`]
  return [`Backed up to ${folder}: ${plural(files, 'file')}, ${size(bytes)} of data, checked.`, ...missing, ...(leftOut > 0 ? [leftOutLine(leftOut)] : []), KEY_WORDS[key]]
}
