/** A list stands for the same name several times. */
export type QueryFields = Readonly<Record<string, string | readonly string[]>>

/** The address with the fields added to what its query holds already. */
export function withQuery(url: string, fields: QueryFields): string {
  const added = formText(fields)
  if (added === '') return url
  const [address = '', ...fragment] = url.split('#')
  return [`${address}${address.includes('?') ? '&' : '?'}${added}`, ...fragment].join('#')
}

/** Fields as a web form sends them. */
export const formText = (fields: QueryFields): string =>
  new URLSearchParams(
    Object.entries(fields).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : value.map((each) => [name, each]))),
  ).toString()
