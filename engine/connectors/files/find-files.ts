import { globPattern, type GlobPattern } from './glob-pattern'
import { Pace } from './pace'
import { walkFolder, type FolderEntry } from './walk-folder'

/** The files in a folder and below it that one of the patterns matches, in the order of their paths. */
export async function findFiles(folder: string, patterns: readonly string[], signal: AbortSignal): Promise<readonly FolderEntry[]> {
  const globs = patterns.map(globPattern)
  const entries = await walkFolder(folder, { signal, descend: (path) => globs.some((glob) => glob.mayMatchBelow(path)) })
  return matchingFiles(entries, globs, signal)
}

/** All of the entries against all of the patterns can be minutes of work: other work goes on meanwhile, and the signal ends it. */
export async function matchingFiles(entries: readonly FolderEntry[], globs: readonly GlobPattern[], signal: AbortSignal): Promise<readonly FolderEntry[]> {
  const pace = new Pace(signal)
  const matching: FolderEntry[] = []
  for (const entry of entries) {
    if (entry.type !== 'file') continue
    for (const glob of globs) {
      if (pace.isOver) await pace.rest()
      if (!glob.matches(entry.path)) continue
      matching.push(entry)
      break
    }
  }
  return matching
}
