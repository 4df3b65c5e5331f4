const DRIVE = /^[A-Za-z]:/

/** Why a path can never be meant, on any system, in words that follow `Couldn't use …: `; null when it may be. */
export function pathFault(path: string): string | null {
  if (path === '') return 'it is empty'
  if (path.includes('\0')) return 'it holds the character NUL'
  if (path.length > 4096) return 'it is longer than 4096 characters'
  return null
}

/**
 * Why a path is foreign to a system: drive letters, network shares and backslashes mean nothing outside Windows, where a
 * file of such a name would only be somebody's attempt to get elsewhere.
 */
export function foreignFault(path: string, platform: NodeJS.Platform): string | null {
  if (platform === 'win32')
    return /^[\\/]{2}/.test(path)
      ? 'it names a network share or a device'
      : DRIVE.test(path) && !/^[A-Za-z]:[\\/]/.test(path)
        ? 'it starts in the current folder of a drive'
        : null
  if (path.startsWith('\\') || /^[A-Za-z]:[\\/]/.test(path)) return 'it is a path of Windows'
  return null
}
