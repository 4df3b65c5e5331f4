import { useLayoutEffect, useSyncExternalStore } from 'react'
import { chordOf, isPressable, isTyping, matchChord } from './keyboard'
import { useLatest } from './use-latest'

export interface Shortcut {
  /** `j`, `g p`, `mod+s`, `Enter`. */
  readonly keys: string
  /** What it does, for the `?` list: "Open the selected run". */
  readonly does: string
  /** Heading in the list. */
  readonly group: string
  readonly run: () => void
}

/** Two keys of a sequence may lie this far apart (ms). */
const SEQUENCE_MS = 1200

/** Shortcuts that apply now, the newest last: the newest wins. A page has one keyboard, so there is one list. */
let active: readonly Shortcut[] = []
const watchers = new Set<() => void>()

function setActive(next: readonly Shortcut[]): void {
  active = next
  for (const watcher of watchers) watcher()
}

function watchActive(watcher: () => void): () => void {
  watchers.add(watcher)
  return () => watchers.delete(watcher)
}

/** Every shortcut in force, for the `?` list. */
export const useActiveShortcuts = (): readonly Shortcut[] => useSyncExternalStore(watchActive, () => active)

/** Puts a shortcut in force while the caller is on screen. Not while someone types or a dialog is open, except `mod+…`. */
export function useShortcut(
  keys: string,
  does: string,
  run: () => void,
  { group = 'This page', enabled = true }: { readonly group?: string; readonly enabled?: boolean } = {},
): void {
  const latest = useLatest(run)
  useLayoutEffect(() => {
    if (!enabled) return
    const shortcut: Shortcut = { keys, does, group, run: () => latest.current() }
    setActive([...active, shortcut])
    return () => setActive(active.filter((other) => other !== shortcut))
  }, [keys, does, group, enabled, latest])
}

/** Listens to the whole page; returns what ends it. */
export function listenForShortcuts(target: Window, mac: boolean): () => void {
  let before = ''
  let forget: ReturnType<typeof setTimeout> | undefined

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return
    const chord = chordOf(event, mac)
    if (chord === 'Escape' || !applies(event.target, chord)) return
    const match = matchChord(
      active.map(({ keys }) => keys),
      before,
      chord,
    )
    clearTimeout(forget)
    before = match.kind === 'prefix' ? match.pressed : ''
    if (match.kind === 'none') return
    event.preventDefault()
    if (match.kind === 'prefix') forget = setTimeout(() => (before = ''), SEQUENCE_MS)
    else active.findLast(({ keys }) => keys === match.keys)?.run()
  }

  target.addEventListener('keydown', onKeyDown)
  return () => {
    clearTimeout(forget)
    target.removeEventListener('keydown', onKeyDown)
  }
}

function applies(target: EventTarget | null, chord: string): boolean {
  if (document.querySelector('[role=dialog][data-state=open], [role=alertdialog][data-state=open], [role=menu][data-state=open]') !== null) return false
  if (chord.startsWith('mod+')) return true
  if (isTyping(target)) return false
  return !((chord === 'Enter' || chord === 'Space') && isPressable(target))
}
