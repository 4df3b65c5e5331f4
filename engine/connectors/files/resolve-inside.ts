import { lstat, realpath } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { EngineError } from '../../core/shared/engine-error'
import { nameFault } from '../../core/shared/file-names'
import type { StepFolders } from '../../ports/step-kind'
import { fsFailure } from './fs-failure'
import { foreignFault, pathFault } from './path-names'

/**
 * The one way from a path in a pipeline to a path on the disk. Relative paths start at the pipeline's folder; the result
 * is absolute, has no links in it, and lies under one of the allowed folders, or `path_outside_root` is thrown. The last
 * parts need not exist: callers open with O_NOFOLLOW, so that a link put there meanwhile is not followed.
 */
export async function resolveInside(path: string, folders: StepFolders, platform: NodeJS.Platform = process.platform): Promise<string> {
  const fault = pathFault(path) ?? foreignFault(path, platform)
  if (fault !== null) throw outside(path, fault)
  const wanted = resolve(folders.pipeline, path)
  const real = await realOf(wanted, path)
  if (!folders.allowed.some((root) => isInside(real, root))) {
    throw outside(path, `it leads to ${real}, outside the folders that this pipeline may use (${folders.allowed.join(', ')})`)
  }
  return real
}

/** As `resolveInside`, for a file that is going to be made: its new names must be good on every system. */
export async function resolveNewInside(path: string, folders: StepFolders): Promise<string> {
  const real = await resolveInside(path, folders)
  const root = folders.allowed.find((each) => isInside(real, each)) ?? folders.pipeline
  for (const name of relative(root, real).split(sep)) {
    const fault = nameFault(name)
    if (fault !== null) throw outside(path, fault)
  }
  return real
}

export function isInside(path: string, root: string): boolean {
  const way = relative(root, path)
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way))
}

function outside(path: string, because: string): EngineError {
  const shown = path.length > 200 ? `${path.slice(0, 200)}…` : path
  return new EngineError('path_outside_root', `Couldn't use the path ${JSON.stringify(shown)}: ${because}.`)
}

/** Follows all links of the part that exists and keeps the rest. */
async function realOf(wanted: string, path: string): Promise<string> {
  const missing: string[] = []
  for (let at = wanted; ; at = dirname(at)) {
    const real = await realIfThere(at, path)
    if (real === null) missing.unshift(basename(at))
    else if (missing[0] === undefined) return real
    else if (await isLink(join(at, missing[0]))) throw outside(path, 'it is a link that leads nowhere')
    else return join(real, ...missing)
  }
}

async function realIfThere(wanted: string, path: string): Promise<string | null> {
  try {
    return await realpath(wanted)
  } catch (error) {
    // Where even the top is missing (a drive that was taken out), there is nothing to follow.
    if (isMissing(error)) return dirname(wanted) === wanted ? wanted : null
    throw fsFailure(error, 'read', `use the path ${path}`)
  }
}

const isLink = (path: string): Promise<boolean> =>
  lstat(path).then(
    (found) => found.isSymbolicLink(),
    () => false,
  )

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT'
