import { extname } from 'node:path'
import type { DocumentFormat } from './document-messages'

const BY_EXTENSION: Readonly<Record<string, DocumentFormat>> = {
  '.md': 'markdown',
  '.markdown': 'markdown',
  '.html': 'html',
  '.htm': 'html',
  '.xhtml': 'html',
  '.csv': 'csv',
  '.tsv': 'csv',
  '.json': 'json',
  '.yaml': 'yaml',
  '.yml': 'yaml',
  '.pdf': 'pdf',
  '.docx': 'docx',
  '.docm': 'docx',
}

const PDF_MAGIC = '%PDF-'

/** What a file is by its first bytes and its name; text when neither says more. */
export function formatOf(path: string, content: Buffer): DocumentFormat {
  if (content.subarray(0, PDF_MAGIC.length).toString('latin1') === PDF_MAGIC) return 'pdf'
  const extension = extname(path).toLowerCase()
  return (Object.hasOwn(BY_EXTENSION, extension) ? BY_EXTENSION[extension] : undefined) ?? 'text'
}
