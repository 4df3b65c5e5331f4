/**
 * Versions before these can lose commits when the write-ahead log is reset (the "WAL-reset" fault): 3.51.3, or the same
 * repair carried back to 3.50.7 and 3.44.6.
 */
const REPAIRED = [
  [3, 51, 3],
  [3, 50, 7],
  [3, 44, 6],
] as const

/** True when this version must not be trusted with data. `minimum` replaces the list of repaired versions. */
export function isOldSqlite(version: string, minimum?: string): boolean {
  const [major, minor, patch] = parts(version)
  if (minimum !== undefined) {
    const [a, b, c] = parts(minimum)
    return major !== a ? major < a : minor !== b ? minor < b : patch < c
  }
  const newest = REPAIRED[0]
  if (major !== newest[0]) return major < newest[0]
  if (minor > newest[1]) return false
  const branch = REPAIRED.find(([, b]) => b === minor)
  return branch === undefined || patch < branch[2]
}

function parts(version: string): readonly [number, number, number] {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number)
  return [major, minor, patch]
}
