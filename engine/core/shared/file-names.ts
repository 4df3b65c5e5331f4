/** Names that Windows keeps for devices, whatever their extension. */
const RESERVED = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\..*)?$/i
const CONTROL = /[\u0000-\u001f\u007f]/

/**
 * Why a name must not be made: what is written on one system must be readable on the others. Windows opens devices for
 * some names, hidden streams behind a colon, and drops blanks and dots at the end.
 */
export function nameFault(name: string): string | null {
  if (RESERVED.test(name)) return `${name} is the name of a device on Windows`
  if (/[:<>"|?*\\]/.test(name)) return `${name} holds a character that Windows does not allow in names`
  if (CONTROL.test(name)) return 'a name in it holds a control character'
  if (/[. ]$/.test(name)) return `${name} ends in a dot or a blank, which Windows drops`
  return null
}

/** Whether two names are one on systems that do not tell capitals apart, or write accents in another way. */
export const isSameFileName = (a: string, b: string): boolean => folded(a) === folded(b)

const folded = (name: string): string => name.normalize('NFC').toLowerCase()
