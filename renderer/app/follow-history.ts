/**
 * The address's fragment says which page is shown, and what stands behind the `?` how. A browser that goes back over a
 * change of both tells nobody of the fragment: this does. Returns how to stop.
 */
export function followHistory(target: Window): () => void {
  const tell = () => target.dispatchEvent(new HashChangeEvent('hashchange', { newURL: target.location.href }))
  target.addEventListener('popstate', tell)
  return () => target.removeEventListener('popstate', tell)
}
