interface TextPart {
  readonly text: string
  readonly hit: boolean
}

/** A text cut at every hit. */
export function splitAtHits(text: string, query: string): readonly TextPart[] {
  if (query === '') return [{ text, hit: false }]
  const parts: TextPart[] = []
  const lower = text.toLowerCase()
  const needle = query.toLowerCase()
  // A letter whose lower case is longer would shift every place after it: such texts are shown without marks.
  if (lower.length !== text.length) return [{ text, hit: false }]
  let from = 0
  for (let at = lower.indexOf(needle); at !== -1; at = lower.indexOf(needle, from)) {
    if (at > from) parts.push({ text: text.slice(from, at), hit: false })
    from = at + needle.length
    parts.push({ text: text.slice(at, from), hit: true })
  }
  if (from < text.length) parts.push({ text: text.slice(from), hit: false })
  return parts
}
