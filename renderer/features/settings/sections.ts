/** The parts of the settings, each with an address of its own, in the order of the list. */
export const SECTIONS = [
  { id: 'models', label: 'Models', about: 'What pipelines call to write, read and decide' },
  { id: 'secrets', label: 'Secrets', about: 'Keys and passwords, kept encrypted' },
  { id: 'notifications', label: 'Notifications', about: 'What is told on the desktop, and when' },
  { id: 'email', label: 'E-mail', about: 'The server that sends mail for pipelines' },
  { id: 'access', label: 'Network and files', about: 'What steps may reach besides the usual' },
  { id: 'history', label: 'History', about: 'How long ended runs are kept' },
  { id: 'storage', label: 'Storage', about: 'Whether the data is sound, copies of it, and the space it takes' },
  { id: 'appearance', label: 'Appearance', about: 'Light, dark, or as the system has it' },
  { id: 'about', label: 'About', about: 'Versions, and where things lie' },
] as const

export type SectionId = (typeof SECTIONS)[number]['id']

export const addressOf = (section: SectionId): string => `/settings/${section}`
