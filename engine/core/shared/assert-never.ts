/** Makes a switch exhaustive: a new member of the union is a compile error here. */
export function assertNever(value: never): never {
  throw new Error(`no case for ${JSON.stringify(value)}`)
}
