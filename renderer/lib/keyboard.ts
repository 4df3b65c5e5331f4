/** What was pressed, in our notation: `j`, `?`, `Enter`, `mod+s` (⌘ on a Mac, Ctrl elsewhere), `shift+ArrowUp`. */
export function chordOf(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>, mac: boolean): string {
  const key = event.key === ' ' ? 'Space' : event.key.length === 1 && (event.ctrlKey || event.metaKey) ? event.key.toLowerCase() : event.key
  const mod = mac ? event.metaKey : event.ctrlKey
  // Windows' Super and a Mac's Control are never ours: with them held, a plain `j` is not meant.
  const other = mac ? event.ctrlKey && 'ctrl' : event.metaKey && 'meta'
  const parts = [mod && 'mod', other, event.altKey && 'alt', event.shiftKey && key.length > 1 && 'shift', key]
  return parts.filter(Boolean).join('+')
}

export type Match = { readonly kind: 'none' } | { readonly kind: 'prefix'; readonly pressed: string } | { readonly kind: 'hit'; readonly keys: string }

/** Which of the known shortcuts (`g p`, `j`, `mod+s`) the chord completes or begins, given what was pressed just before. */
export function matchChord(known: readonly string[], before: string, chord: string): Match {
  const sequence = before === '' ? chord : `${before} ${chord}`
  if (known.includes(sequence)) return { kind: 'hit', keys: sequence }
  if (known.some((keys) => keys.startsWith(`${sequence} `))) return { kind: 'prefix', pressed: sequence }
  return before === '' ? { kind: 'none' } : matchChord(known, '', chord)
}

/** Whether keys typed there are text, not shortcuts. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || target.matches('input:not([type=checkbox]):not([type=radio]):not([type=button]), textarea, select')
}

/** Enter and Space belong to the button or link that has the focus. */
export const isPressable = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  target.closest('button, a[href], summary, [role=button], [role=tab], [role=menuitem], [role=checkbox], [role=combobox]') !== null
