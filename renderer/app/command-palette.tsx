import { useState } from 'react'
import { useLocation } from 'wouter'
import type { Run } from '../../engine/contract/run'
import { CommandList } from '../components/command-list'
import { toast } from '../components/toast'
import { defineQuery } from '../engine/define-query'
import { useCommand } from '../engine/use-command'
import { useQuery } from '../engine/use-query'
import { receiptWords } from '../features/runs/run-words'
import { useActiveShortcuts } from '../lib/shortcuts'
import { useStartRun } from '../lib/start-run-request'
import { useThemeChoice } from '../lib/theme-choice'
import { useRemembered } from '../lib/use-remembered'
import { always, type Command, fromPipelines, fromRuns, fromSections, fromShortcuts, fromThemes } from './palette-entries'
import { groupEntries, rankEntries, withChoice } from './palette-ranking'

const RECENT_RUNS = 12

const pipelines = defineQuery((client, _: 'all', signal) => client.pipelines.list(undefined, { signal }))
const recentRuns = defineQuery((client, _: 'recent', signal) => client.runs.list({ filter: {}, limit: RECENT_RUNS }, { signal }))

/** Everything that can be done or gone to from here, found by a few letters. */
export function CommandPalette({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const [text, setText] = useState('')
  const [kept, setKept] = useRemembered('palette.lately', '', asText)
  const lately = kept === '' ? [] : kept.split('\n')
  const commands = useCommands(open)
  const ranked = rankEntries(commands, text, lately)
  const close = () => {
    setText('')
    onClose()
  }
  const choose = (id: string) => {
    const command = commands.find((one) => one.id === id)
    close()
    if (command === undefined) return
    setKept(withChoice(lately, id).join('\n'))
    // The palette gives the focus back first; what opens next may take it.
    setTimeout(command.run, 0)
  }
  return (
    <CommandList
      open={open}
      onClose={close}
      label="Search and commands"
      placeholder="Search for a pipeline, a run, a command…"
      text={text}
      onText={setText}
      groups={groupEntries(ranked, text, lately).map(({ heading, entries }) => ({
        heading,
        items: entries.map(({ entry, marks }) => ({ id: entry.id, title: entry.title, marks, icon: entry.icon, note: entry.note, keys: entry.keys })),
      }))}
      onChoose={choose}
      empty={
        <>
          Nothing is called “{text.trim()}”. Try a part of a pipeline's name, a run's number such as SBX-4128, or what you want to do: run, cancel, settings,
          theme.
        </>
      }
    />
  )
}

const asText = (stored: unknown): string | undefined => (typeof stored === 'string' ? stored : undefined)

/** All of them, of this moment. The engine is asked only while the palette is open. */
function useCommands(open: boolean): readonly Command[] {
  const [, go] = useLocation()
  const startRun = useStartRun()
  const theme = useThemeChoice()
  const shortcuts = useActiveShortcuts()
  const known = useQuery(pipelines, open ? 'all' : null).data?.items ?? []
  const runs = useQuery(recentRuns, open ? 'recent' : null).data?.items ?? []
  const stop = useCommand((client, runId: string, signal) => client.runs.cancel({ runId }, { signal }))
  if (!open) return []
  const cancel = async (run: Run) => {
    const result = await stop.run(run.id)
    if (result.ok) toast.success(`Cancelled ${run.externalId}`, { description: receiptWords(result.value) })
    else toast.error(`Couldn't cancel ${run.externalId}`, { description: result.failure.message })
  }
  const here = fromShortcuts(shortcuts)
  return [
    ...here,
    ...fromRuns(runs, go, (run) => void cancel(run)),
    ...fromPipelines(known, go, (pipeline) => startRun({ pipeline })),
    ...always(go).filter(({ title }) => here.every((one) => one.title !== title)),
    ...fromSections(go),
    ...fromThemes(theme),
  ]
}
