import type { EmailSettings, Settings } from '../../../engine/contract/settings'
import { refusals } from '../../lib/field-rules'
import { bound, port, required, timeOfDay } from './rules'
import type { SectionId } from './sections'

/** The fields of all sections that are saved together, as typed. Lists are lines. */
export interface SettingsForm {
  readonly failures: boolean
  /** Ids, one a line. */
  readonly muted: string
  readonly quiet: boolean
  readonly quietFrom: string
  readonly quietTo: string
  readonly email: boolean
  readonly host: string
  readonly port: string
  readonly secure: boolean
  readonly user: string
  /** Name of a secret; empty for none. */
  readonly password: string
  readonly from: string
  readonly hosts: string
  readonly folders: string
  /** Empty for no bound. */
  readonly keepDays: string
  readonly keepRuns: string
}

export type SettingsField = keyof SettingsForm
export type SettingsErrors = Partial<Record<SettingsField, string>>

export function formOf({ notifications, email, allowedPrivateHosts, fileRoots, history }: Settings): SettingsForm {
  return {
    failures: notifications.failures,
    muted: notifications.mutedPipelines.join('\n'),
    quiet: notifications.quietHours !== null,
    quietFrom: notifications.quietHours?.from ?? '22:00',
    quietTo: notifications.quietHours?.to ?? '07:00',
    email: email !== null,
    host: email?.host ?? '',
    port: String(email?.port ?? 587),
    secure: email?.secure ?? false,
    user: email?.user ?? '',
    password: email?.password ?? '',
    from: email?.from ?? '',
    hosts: allowedPrivateHosts.join('\n'),
    folders: fileRoots.join('\n'),
    keepDays: history.days === null ? '' : String(history.days),
    keepRuns: history.runsPerPipeline === null ? '' : String(history.runsPerPipeline),
  }
}

/** Which section a field is in. */
export const SECTION_OF: Readonly<Record<SettingsField, SectionId>> = {
  failures: 'notifications',
  muted: 'notifications',
  quiet: 'notifications',
  quietFrom: 'notifications',
  quietTo: 'notifications',
  email: 'email',
  host: 'email',
  port: 'email',
  secure: 'email',
  user: 'email',
  password: 'email',
  from: 'email',
  hosts: 'access',
  folders: 'access',
  keepDays: 'history',
  keepRuns: 'history',
}

const FIELDS = Object.keys(SECTION_OF).filter((key): key is SettingsField => key in SECTION_OF)

/** Those that were refused, in the order of the page. */
export const refusedFields = (errors: SettingsErrors): readonly SettingsField[] => FIELDS.filter((field) => errors[field] !== undefined)

/** Fields in which two forms say something else. */
export const changedFields = (a: SettingsForm, b: SettingsForm): readonly SettingsField[] => FIELDS.filter((field) => a[field] !== b[field])

export const linesOf = (text: string): readonly string[] => [...new Set(text.split('\n').map((line) => line.trim()))].filter((line) => line !== '')

export type ReadSettings = { readonly ok: true; readonly settings: Settings } | { readonly ok: false; readonly errors: SettingsErrors }

/** The settings that the fields describe, or what is wrong with them. */
export function readSettings(form: SettingsForm): ReadSettings {
  const errors = refusals<'quietFrom' | 'quietTo' | 'host' | 'port' | 'from' | 'hosts' | 'folders' | 'keepDays' | 'keepRuns'>({
    quietFrom: form.quiet ? timeOfDay(form.quietFrom) : undefined,
    quietTo: form.quiet
      ? (timeOfDay(form.quietTo) ?? (form.quietFrom.trim() === form.quietTo.trim() ? 'The end is the beginning; nothing would be quiet.' : undefined))
      : undefined,
    host: form.email ? required('Which server sends the mail?')(form.host) : undefined,
    port: form.email ? port(form.port) : undefined,
    from: form.email && !/^\S.*@.*\S$/.test(form.from.trim()) ? 'An address such as signalbox@example.com.' : undefined,
    hosts: linesOf(form.hosts).some((line) => /\s/.test(line)) ? 'One address a line, without spaces.' : undefined,
    folders: folderError(linesOf(form.folders)),
    keepDays: bound(36_500)(form.keepDays),
    keepRuns: bound(10_000_000)(form.keepRuns),
  })
  return errors === null ? { ok: true, settings: settingsOf(form) } : { ok: false, errors }
}

const folderError = (folders: readonly string[]): string | undefined => {
  const relative = folders.find((folder) => !/^(\/|[A-Za-z]:[\\/]|\\\\)/.test(folder))
  return relative === undefined ? undefined : `“${relative}” is not a whole path: it begins with / or a drive.`
}

const settingsOf = (form: SettingsForm): Settings => ({
  allowedPrivateHosts: [...linesOf(form.hosts)],
  fileRoots: [...linesOf(form.folders)],
  notifications: {
    failures: form.failures,
    mutedPipelines: [...linesOf(form.muted)],
    quietHours: form.quiet ? { from: form.quietFrom.trim(), to: form.quietTo.trim() } : null,
  },
  email: form.email ? emailOf(form) : null,
  history: { days: boundOf(form.keepDays), runsPerPipeline: boundOf(form.keepRuns) },
})

const boundOf = (typed: string): number | null => (typed.trim() === '' ? null : Number(typed.trim()))

const emailOf = (form: SettingsForm): EmailSettings => ({
  host: form.host.trim(),
  port: Number(form.port),
  secure: form.secure,
  user: form.user.trim() === '' ? null : form.user.trim(),
  password: form.password === '' ? null : form.password,
  from: form.from.trim(),
})

/** The engine's refusals, at the fields of the page; what has no field is left out. */
export function settingsErrorsFromEngine(fields: Readonly<Record<string, string>>): SettingsErrors {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([path, sentence]): [SettingsField, string][] => {
      const place = PLACES.find(([prefix]) => path === prefix || path.startsWith(`${prefix}.`))
      return place === undefined ? [] : [[place[1], sentence]]
    }),
  )
}

const PLACES: readonly (readonly [string, SettingsField])[] = [
  ['notifications.quietHours.from', 'quietFrom'],
  ['notifications.quietHours', 'quietTo'],
  ['notifications.mutedPipelines', 'muted'],
  ['email.host', 'host'],
  ['email.port', 'port'],
  ['email.user', 'user'],
  ['email.password', 'password'],
  ['email.from', 'from'],
  ['allowedPrivateHosts', 'hosts'],
  ['fileRoots', 'folders'],
  ['history.days', 'keepDays'],
  ['history.runsPerPipeline', 'keepRuns'],
]

/** What was typed before the page was left; only what fits is taken. */
export function formFromText(text: string, base: SettingsForm): SettingsForm | null {
  if (text === '') return null
  try {
    const stored: unknown = JSON.parse(text)
    return typeof stored === 'object' && stored !== null ? { ...base, ...fitting(stored, base) } : null
  } catch {
    // Something else lies there: nothing was typed.
    return null
  }
}

const fitting = (stored: object, base: SettingsForm): Partial<SettingsForm> =>
  Object.fromEntries(Object.entries(stored).filter(([key, value]) => FIELDS.some((field) => field === key && typeof base[field] === typeof value)))
