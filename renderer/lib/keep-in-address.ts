/**
 * What a page keeps behind the `?` of the address, so that it can be sent, reloaded and gone back to. Only the named keys
 * are touched, and the history gets no new step.
 */
export function keepInAddress(keys: readonly string[], search: string): void {
  const url = new URL(location.href)
  const parameters = new URLSearchParams(url.search)
  for (const key of keys) parameters.delete(key)
  for (const [key, value] of new URLSearchParams(search)) parameters.set(key, value)
  const wanted = parameters.toString().replaceAll('%2C', ',')
  if (wanted === url.search.replace(/^\?/, '')) return
  url.search = wanted
  history.replaceState(history.state, '', url)
}
