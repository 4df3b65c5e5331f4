import { join, resolve } from 'node:path'

export interface Surroundings {
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
  readonly home: string
}

/** What the product is called in the folders that systems keep for their programs. */
const PRODUCT = 'Signalbox'

/**
 * The data folder when none is named: `SIGNALBOX_DATA`, or the place that the desktop app uses, so that the command line
 * and the app show the same runs.
 */
export function defaultDataFolder({ platform, env, home }: Surroundings): string {
  const chosen = env['SIGNALBOX_DATA']
  return isSet(chosen) ? resolve(chosen) : join(programsFolder({ platform, env, home }), PRODUCT, 'data')
}

/** Where each system keeps what programs write for one person; the same that Electron chooses. */
function programsFolder({ platform, env, home }: Surroundings): string {
  if (platform === 'darwin') return join(home, 'Library', 'Application Support')
  if (platform === 'win32') return orElse(env['APPDATA'], join(home, 'AppData', 'Roaming'))
  return orElse(env['XDG_CONFIG_HOME'], join(home, '.config'))
}

const isSet = (value: string | undefined): value is string => value !== undefined && value !== ''

const orElse = (value: string | undefined, otherwise: string): string => (isSet(value) ? value : otherwise)
