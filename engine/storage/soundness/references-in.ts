import Database from 'better-sqlite3'
import { referencedArtifacts } from './artifact-references'

/** Every artifact that a database file refers to, which nobody has open. */
export function referencesIn(file: string): readonly string[] {
  const database = new Database(file, { readonly: true })
  try {
    return referencedArtifacts(database)
  } finally {
    database.close()
  }
}
