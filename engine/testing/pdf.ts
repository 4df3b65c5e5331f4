import { createDeflate, deflateSync } from 'node:zlib'

/** The content of a page: what the file holds of it, and by which filters it is decoded. */
export interface PageStream {
  readonly filters: string
  readonly bytes: Buffer
}

/** A page with a line of text on it. */
export const textPage = (text: string): PageStream => ({ filters: '', bytes: Buffer.from(`BT /F1 12 Tf 72 700 Td (${text}) Tj ET`) })

/** A page of so many zeros, deflated twice: a few KB of the file. */
export async function bombPage(megabytes: number): Promise<PageStream> {
  // Quickly at first: what it leaves is as even as zeros are, and packs as well.
  const deflate = createDeflate({ level: 1 })
  const once: Buffer[] = []
  deflate.on('data', (piece: Buffer) => once.push(piece))
  const zeros = Buffer.alloc(1024 * 1024)
  for (let written = 0; written < megabytes; written++) await new Promise((resolve) => deflate.write(zeros, resolve))
  await new Promise((resolve) => deflate.end(resolve))
  return { filters: '/Filter [/FlateDecode /FlateDecode]', bytes: deflateSync(Buffer.concat(once), { level: 9 }) }
}

/** A PDF of these pages. */
export function pdf(pages: readonly PageStream[]): Buffer {
  const first = 4
  const kids = pages.map((_, index) => `${first + 2 * index} 0 R`).join(' ')
  const objects: Buffer[] = [
    Buffer.from('<< /Type /Catalog /Pages 2 0 R >>'),
    Buffer.from(`<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`),
    Buffer.from('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>'),
    ...pages.flatMap(({ filters, bytes }, index) => [
      Buffer.from(`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> /Contents ${first + 2 * index + 1} 0 R >>`),
      Buffer.concat([Buffer.from(`<< /Length ${bytes.length} ${filters} >>\nstream\n`), bytes, Buffer.from('\nendstream')]),
    ]),
  ]
  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n')]
  const places: number[] = []
  let length = parts[0]?.length ?? 0
  for (const [index, object] of objects.entries()) {
    const part = Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), object, Buffer.from('\nendobj\n')])
    places.push(length)
    parts.push(part)
    length += part.length
  }
  const table = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('')
  return Buffer.concat([...parts, Buffer.from(`xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${length}\n%%EOF\n`)])
}
