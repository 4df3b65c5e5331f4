import { Check, ChevronDown, Search } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { Button } from '../../components/button'
import { FilterChip } from '../../components/filter-chip'
import { Lamp } from '../../components/lamp'
import { Menu, MenuChoice, MenuItem } from '../../components/menu'
import { RUN_STATUS_ORDER, STATUS_LOOK } from '../../components/statuses'
import type { PipelineSummary } from '../../../engine/contract/pipeline'
import { useShortcut } from '../../lib/shortcuts'
import { conditionsOf, EVERYTHING, WITHIN, WITHIN_CHOICES, type RunQuery } from './run-query'
import styles from './runs-filters.module.css'

interface RunsFiltersProps {
  readonly query: RunQuery
  readonly onChange: (query: RunQuery) => void
  readonly pipelines: readonly PipelineSummary[]
}

/** Typing goes on; the list follows when it rests (ms). */
const REST_MS = 180

/** What the list shows, as chips that can be read and taken away. */
export function RunsFilters({ query, onChange, pipelines }: RunsFiltersProps) {
  const pipelineName = pipelines.find(({ id }) => id === query.pipelineId)?.name ?? null
  const conditions = conditionsOf(query, pipelineName).filter(({ key }) => key !== 'text')
  const toggle = (status: RunQuery['statuses'][number]) =>
    onChange({ ...query, statuses: query.statuses.includes(status) ? query.statuses.filter((one) => one !== status) : [...query.statuses, status] })
  return (
    <div className={styles.bar} role="search" aria-label="Filter the runs">
      <TextFilter text={query.text} onChange={(text) => onChange({ ...query, text })} />
      <Menu align="start" trigger={<Choice>Status</Choice>}>
        {RUN_STATUS_ORDER.map((status) => (
          <MenuItem
            key={status}
            icon={<Lamp status={status} />}
            note={query.statuses.includes(status) ? <Check className={styles.tick} aria-label="chosen" /> : undefined}
            onSelect={() => toggle(status)}
          >
            {STATUS_LOOK[status].word}
          </MenuItem>
        ))}
      </Menu>
      <Menu align="start" trigger={<Choice>Pipeline</Choice>}>
        <MenuChoice
          value={query.pipelineId ?? ''}
          onChange={(pipelineId) => onChange({ ...query, pipelineId: pipelineId === '' ? null : pipelineId })}
          options={[{ value: '', label: 'Any pipeline' }, ...pipelines.map(({ id, name }) => ({ value: id, label: name }))]}
        />
      </Menu>
      <Menu align="start" trigger={<Choice>Started</Choice>}>
        <MenuChoice
          value={query.within ?? ''}
          onChange={(chosen) => onChange({ ...query, within: WITHIN_CHOICES.find((choice) => choice === chosen) ?? null })}
          options={[{ value: '', label: 'At any time' }, ...WITHIN_CHOICES.map((choice) => ({ value: choice, label: WITHIN[choice].words }))]}
        />
      </Menu>
      {conditions.length > 0 && <span className={styles.divide} aria-hidden />}
      {conditions.map(({ key, words, without }) => (
        <FilterChip key={key} label={words} onRemove={() => onChange(without)}>
          {words}
        </FilterChip>
      ))}
      {conditions.length > 1 && (
        <Button size="small" look="quiet" onClick={() => onChange(EVERYTHING)}>
          Clear all
        </Button>
      )}
    </div>
  )
}

const Choice = ({ children, ...rest }: React.ComponentPropsWithRef<'button'>) => (
  <button type="button" {...rest} className={styles.choice}>
    {children}
    <ChevronDown aria-hidden />
  </button>
)

function TextFilter({ text, onChange }: { readonly text: string; readonly onChange: (text: string) => void }) {
  const field = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState(text)
  const latest = useRef(onChange)
  useEffect(() => {
    latest.current = onChange
  })
  useEffect(() => setTyped(text), [text])
  useEffect(() => {
    if (typed === text) return
    const timer = setTimeout(() => latest.current(typed), REST_MS)
    return () => clearTimeout(timer)
  }, [typed, text])
  useShortcut('/', 'Filter the runs', () => field.current?.select(), { group: 'Lists' })

  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.key !== 'Escape' && event.key !== 'Enter') return
    event.preventDefault()
    if (event.key === 'Escape' && typed !== '') {
      setTyped('')
      return onChange('')
    }
    if (event.key === 'Enter') onChange(typed)
    field.current?.blur()
  }
  return (
    <label className={styles.text}>
      <Search aria-hidden />
      <input
        ref={field}
        type="text"
        value={typed}
        placeholder="Pipeline or run id"
        aria-label="Pipeline or run id"
        maxLength={200}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <kbd>/</kbd>
    </label>
  )
}
