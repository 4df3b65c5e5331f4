import { MIN_SECRET_LENGTH } from '../../contract/secret'

/** Keys in files and the like. Of these only the usual spellings are looked for, since each is kept in memory. */
const LONG = 256

/** What text a secret may appear as: see the list in each function. Shorter ones than a secret may be are left out. */
export function spellingsOf(secret: string): ReadonlySet<string> {
  const found = new Set<string>()
  const add = (spelling: string) => spelling.length >= MIN_SECRET_LENGTH && found.add(spelling)
  // What was pasted often ends in a newline, and programs print it without.
  for (const value of new Set([secret, secret.trim()])) {
    if (value.length < MIN_SECRET_LENGTH) continue
    add(value)
    const bytes = Buffer.from(value)
    const usual = value.length > LONG
    for (const spelling of [...inBase64(bytes), ...inHex(bytes), ...inUrl(bytes, usual), ...inJson(value, usual)]) add(spelling)
  }
  // Logs take a text line by line.
  if (/[\r\n]/.test(secret)) for (const line of secret.split(/[\r\n]+/)) add(line.trim())
  return found
}

/** `base64` and MIME break lines after 76 characters, PEM after 64. */
const LINE_WIDTHS = [76, 64]

/**
 * Alone, with padding and without; and inside a longer text, where it begins at any of three places in a group. There its
 * first and last character also hold bits of what stands beside it, and are not part of the spelling.
 */
function inBase64(bytes: Buffer): readonly string[] {
  const alone = bytes.toString('base64')
  const within = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64')
    return text.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + bytes.length) * 8) / 6))
  })
  const lines = LINE_WIDTHS.flatMap((width) => (alone.length > width ? (alone.match(new RegExp(`.{1,${width}}`, 'g')) ?? []) : []))
  const standard = [alone, alone.replace(/=+$/, ''), ...within]
  return [...standard, ...lines, ...standard.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'))]
}

function inHex(bytes: Buffer): readonly string[] {
  const lower = bytes.toString('hex')
  return [lower, lower.toUpperCase()]
}

/**
 * What stays as it is, beside letters and digits: encodeURIComponent; HTML forms; RFC 3986; the same with slashes (Python);
 * encodeURI; names and passwords in an address.
 */
const UNESCAPED = ["!'()*-._~", '*-._', '-._~', '-._~/', "!'()*-._~;/?:@&=+$,#", "!$&'()*+,-._~"]

/** What encodeURIComponent and URLSearchParams make. */
const USUAL: readonly Percent[] = [
  { unescaped: "!'()*-._~", space: '%20', upper: true },
  { unescaped: '*-._', space: '+', upper: true },
]
const ALL: readonly Percent[] = UNESCAPED.flatMap((unescaped) => ['%20', '+'].flatMap((space) => [true, false].map((upper) => ({ unescaped, space, upper }))))

function inUrl(bytes: Buffer, usual: boolean): readonly string[] {
  if (bytes.every((byte) => isPlain(byte, '-._'))) return []
  return (usual ? USUAL : ALL).map((how) => percent(bytes, how))
}

interface Percent {
  readonly unescaped: string
  readonly space: string
  readonly upper: boolean
}

function percent(bytes: Buffer, { unescaped, space, upper }: Percent): string {
  let text = ''
  for (const byte of bytes) {
    if (byte === 0x20) text += space
    else if (isPlain(byte, unescaped)) text += String.fromCharCode(byte)
    else {
      const digits = byte.toString(16).padStart(2, '0')
      text += `%${upper ? digits.toUpperCase() : digits}`
    }
  }
  return text
}

const isPlain = (byte: number, others: string): boolean => byte < 0x80 && (/[A-Za-z0-9]/.test(String.fromCharCode(byte)) || others.includes(String.fromCharCode(byte)))

/**
 * As JSON.stringify writes it; with slashes escaped (PHP), with angle brackets and ampersands escaped (Go), with all
 * quotes and signs escaped (.NET); each also in ASCII alone (Python); and JSON within JSON.
 */
function inJson(value: string, usual: boolean): readonly string[] {
  const plain = JSON.stringify(value).slice(1, -1)
  if (usual) return [plain]
  const unicode = plain.replace(/\\[\\"]|['&<>+`\u007f-\uffff]/g, (found) => (found === '\\\\' ? found : escaped(found.slice(-1), true)))
  const forms = [plain, plain.replaceAll('/', '\\/'), plain.replace(/[<>&\u2028\u2029]/g, (character) => escaped(character, false))]
  const ascii = forms.flatMap((form) => [false, true].map((upper) => form.replace(/[\u007f-\uffff]/g, (character) => escaped(character, upper))))
  return [...forms, ...ascii, unicode, JSON.stringify(plain).slice(1, -1)]
}

function escaped(character: string, upper: boolean): string {
  const digits = character.charCodeAt(0).toString(16).padStart(4, '0')
  return `\\u${upper ? digits.toUpperCase() : digits}`
}
