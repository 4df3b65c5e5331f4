import type { ErrorInfo } from '../../contract/errors'

const LONGEST = 300

/**
 * An error without what differs from one run to the next (names in quotes, paths, addresses, ids, numbers), so that those
 * with the same cause stand together: `http_failed: The server … answered with #.`
 */
export function errorShape({ code, message }: ErrorInfo): string {
  const shape = message
    .slice(0, LONGEST * 4)
    .replaceAll(/"[^"]{0,400}"|`[^`]{0,400}`|“[^”]{0,400}”/g, '…')
    .replaceAll(/\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s,;)]{1,400}/gi, '…')
    .replaceAll(/(?:[A-Za-z]:)?(?:[\\/][\w.@~-]{1,100}){2,40}/g, '…')
    .replaceAll(/\b[0-9a-f]{8}(?:-[0-9a-f]{4,12}){1,4}\b|\b[0-9a-f]{16,64}\b/gi, '…')
    .replaceAll(/\d{1,30}(?:[.,:]\d{1,30}){0,8}/g, '#')
    .replaceAll(/\s{1,100}/g, ' ')
    .trim()
  return `${code}: ${shape}`.slice(0, LONGEST)
}
