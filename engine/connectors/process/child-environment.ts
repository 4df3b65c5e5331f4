/** What every child may know of the machine. Everything else, secrets above all, is passed on only by name. */
const ALWAYS = ['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'LANG', 'LANGUAGE', 'TZ', 'TMPDIR', 'XDG_RUNTIME_DIR']
const ALWAYS_ON_WINDOWS = [
  'SystemRoot',
  'SystemDrive',
  'windir',
  'ComSpec',
  'PATHEXT',
  'TEMP',
  'TMP',
  'USERNAME',
  'USERPROFILE',
  'APPDATA',
  'LOCALAPPDATA',
  'ProgramFiles',
  'ProgramData',
]
const LOCALE = /^LC_[A-Z]+$/

export interface EnvironmentWish {
  /** Names to pass on from the engine's own environment. */
  readonly inherit: readonly string[]
  readonly set: Readonly<Record<string, string>>
}

/** The environment of a child process: a short allow-list, the inherited names that exist, then what is set. */
export function childEnvironment(own: NodeJS.ProcessEnv, wish: EnvironmentWish, platform: NodeJS.Platform = process.platform): Record<string, string> {
  const allowed = new Set([...ALWAYS, ...(platform === 'win32' ? ALWAYS_ON_WINDOWS : []), ...wish.inherit].map((name) => fold(name, platform)))
  const environment: Record<string, string> = {}
  for (const [name, value] of Object.entries(own)) {
    if (value !== undefined && (allowed.has(fold(name, platform)) || LOCALE.test(name))) environment[name] = value
  }
  return { ...environment, ...wish.set }
}

/** Windows takes PATH and Path for the same name. */
const fold = (name: string, platform: NodeJS.Platform): string => (platform === 'win32' ? name.toUpperCase() : name)
