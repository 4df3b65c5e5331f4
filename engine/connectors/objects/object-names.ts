/** Names that every store takes: those of S3, without the forms that only some of them know. */
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/
const MAX_KEY_BYTES = 1024

/** Why a bucket cannot have the name, as the end of a sentence; null when it can. */
export function bucketFault(name: string): string | null {
  if (!BUCKET.test(name)) return 'has 3 to 63 small letters, digits, dots and hyphens, with a letter or digit at both ends'
  if (/\.\.|\.-|-\.|^\d+\.\d+\.\d+\.\d+$/.test(name)) return 'has no dots side by side or beside hyphens, and is no IP address'
  return null
}

/** Why an object cannot have the key, as the end of a sentence; null when it can. */
export function keyFault(key: string): string | null {
  if (key === '') return 'is not empty'
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) return `has ${MAX_KEY_BYTES} bytes at most`
  if (/[\p{Cc}\p{Cs}]/u.test(key)) return 'holds no control characters'
  if (key.split('/').some((part) => part === '' || part === '.' || part === '..')) return 'has parts between its strokes, and none of them is "." or ".."'
  return null
}

/** Of the beginning of keys, which may end anywhere. */
export const prefixFault = (prefix: string): string | null => (prefix === '' ? null : keyFault(prefix.replace(/\/$/, '')))
