/**
 * The smallest id that can have been made at a time (epoch ms) or later: a UUIDv7 begins with its 48-bit time (RFC 9562,
 * 5.7), so a stretch of time is a range of ids.
 */
export function firstIdAt(at: number): string {
  const hex = Math.max(0, Math.floor(at)).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7000-8000-000000000000`
}
