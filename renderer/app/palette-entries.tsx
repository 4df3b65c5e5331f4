import { Ban, Compass, CornerDownRight, FileText, Import, Moon, Play, Plus, Settings, Sun, SunMoon, Zap } from 'lucide-react'
import type { PipelineSummary } from '../../engine/contract/pipeline'
import type { Run } from '../../engine/contract/run'
import type { RunStatus } from '../../engine/contract/run-status'
import { Lamp } from '../components/lamp'
import { RelativeTime } from '../components/relative-time'
import { addressOf, SECTIONS } from '../features/settings/sections'
import type { Shortcut } from '../lib/shortcuts'
import type { ThemeChoice, ThemeName } from '../lib/theme-choice'
import type { PaletteEntry } from './palette-ranking'

export interface Command extends PaletteEntry {
  readonly icon: React.ReactNode
  readonly note?: React.ReactNode
  readonly keys?: string
  readonly run: () => void
}

const OPEN = new Set<RunStatus>(['queued', 'running', 'waiting'])

/** Keys that move through what is on screen are no commands. */
const MOVING = new Set(['j', 'k', 'mod+k'])

/** What the keyboard can do here, places first: the palette knows no list of its own. */
export function fromShortcuts(shortcuts: readonly Shortcut[]): readonly Command[] {
  const seen = new Set<string>()
  const commands: Command[] = []
  for (const { does, group, keys, run } of shortcuts.toReversed()) {
    if (group === 'Lists' || MOVING.has(keys) || seen.has(does)) continue
    seen.add(does)
    const place = group === 'Go'
    commands.unshift({
      id: `do ${does}`,
      title: does,
      group: place ? 'Places' : group === 'Window' ? 'Window' : 'On this page',
      icon: place ? <Compass /> : <Zap />,
      keys,
      run,
    })
  }
  const order = ['On this page', 'Places', 'Window']
  return commands.toSorted((a, b) => order.indexOf(a.group) - order.indexOf(b.group))
}

export function fromPipelines(pipelines: readonly PipelineSummary[], go: (address: string) => void, start: (pipelineId: string) => void): readonly Command[] {
  return pipelines.flatMap(({ id, name, description, version }): Command[] => [
    {
      id: `run ${id}`,
      title: `Run ${name}`,
      group: 'Pipelines',
      words: `start ${description}`,
      icon: <Play />,
      note: `version ${version}`,
      run: () => start(id),
    },
    {
      id: `open ${id}`,
      title: `Open ${name}`,
      group: 'Pipelines',
      words: `pipeline edit ${description}`,
      icon: <FileText />,
      run: () => go(`/pipelines/${id}`),
    },
  ])
}

export function fromRuns(runs: readonly Run[], go: (address: string) => void, cancel: (run: Run) => void): readonly Command[] {
  return runs.flatMap((run): Command[] => {
    const { id, externalId, pipelineName, status, createdAt } = run
    const open: Command = {
      id: `see ${id}`,
      title: `${externalId} ${pipelineName}`,
      group: 'Recent runs',
      words: `run ${status}`,
      icon: <Lamp status={status} />,
      note: <RelativeTime at={createdAt} />,
      run: () => go(`/runs/${externalId}`),
    }
    if (!OPEN.has(status)) return [open]
    return [
      open,
      {
        id: `cancel ${id}`,
        title: `Cancel ${externalId} ${pipelineName}`,
        group: 'Recent runs',
        words: 'stop',
        icon: <Ban />,
        note: 'stops at once',
        run: () => cancel(run),
      },
    ]
  })
}

export const fromSections = (go: (address: string) => void): readonly Command[] =>
  SECTIONS.map(({ id, label, about }) => ({
    id: `settings ${id}`,
    title: `Settings: ${label}`,
    group: 'Settings',
    words: about,
    icon: <Settings />,
    run: () => go(addressOf(id)),
  }))

const THEMES: readonly { readonly theme: ThemeName; readonly title: string; readonly icon: React.ReactNode }[] = [
  { theme: 'light', title: 'Theme: light', icon: <Sun /> },
  { theme: 'dark', title: 'Theme: dark', icon: <Moon /> },
  { theme: 'system', title: 'Theme: like the system', icon: <SunMoon /> },
]

export const fromThemes = ({ chosen, choose }: ThemeChoice): readonly Command[] =>
  THEMES.map(({ theme, title, icon }) => ({
    id: `theme ${theme}`,
    title,
    group: 'Settings',
    words: 'appearance mode colour',
    icon,
    ...(theme === chosen ? { note: 'as it is now' } : {}),
    run: () => choose(theme),
  }))

/** What is there from anywhere without a key of its own. */
export const always = (go: (address: string) => void): readonly Command[] => [
  { id: 'new pipeline', title: 'New pipeline', group: 'Pipelines', words: 'create template', icon: <Plus />, run: () => go('/pipelines/new') },
  { id: 'import a pipeline', title: 'Import a pipeline', group: 'Pipelines', words: 'convert flexiroaster cao recipe rtqcc manuscript phases', icon: <Import />, run: () => go('/pipelines/import') },
  { id: 'failed runs', title: 'Failed runs', group: 'Recent runs', words: 'errors', icon: <CornerDownRight />, run: () => go('/runs?status=failed') },
]
