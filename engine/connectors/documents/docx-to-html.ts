import mammoth from 'mammoth'
import { unpackOffice, UnpackRefusal } from './unpack-office.ts'

/** More than the text of a thousand books; twenty times as much is made of it on the way. */
const LIMITS = { entries: 2000, bytes: 32 * 1024 * 1024 }
/** Of the older format, and of documents that are locked: both are no archives. */
const OLD_OFFICE = [0xd0, 0xcf, 0x11, 0xe0]

const OPTIONS = {
  styleMap: ["p[style-name='Title'] => h1:fresh", "p[style-name='Subtitle'] => h2:fresh"],
  // A document's own map would be somebody else's code of a kind.
  includeEmbeddedStyleMap: false,
  externalFileAccess: false,
  convertImage: mammoth.images.imgElement(async () => ({ src: '' })),
}

/** The text of a Word document with its headings, lists and tables; pictures and everything outside the document are left out. */
export async function docxToHtml(bytes: Uint8Array): Promise<string> {
  if (OLD_OFFICE.every((byte, index) => bytes[index] === byte)) throw new UnpackRefusal('it is locked with a password, or in the older format (.doc)')
  const buffer = await unpackOffice(bytes, LIMITS)
  return (await convert(buffer)).value
}

async function convert(buffer: Buffer): Promise<{ readonly value: string }> {
  try {
    return await mammoth.convertToHtml({ buffer }, OPTIONS)
  } catch (cause) {
    if (cause instanceof RangeError) throw cause
    throw new UnpackRefusal('it is no Word document, or a damaged one', { cause })
  }
}
