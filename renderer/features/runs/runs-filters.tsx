import { Check } from 'lucide-react'
import { Button } from '../../components/button'
import { FilterBar } from '../../components/filter-bar'
import { FilterChip } from '../../components/filter-chip'
import { FilterChoice } from '../../components/filter-choice'
import { FilterText } from '../../components/filter-text'
import { Lamp } from '../../components/lamp'
import { Menu, MenuChoice, MenuItem } from '../../components/menu'
import { RUN_STATUS_ORDER, STATUS_LOOK } from '../../components/statuses'
import type { PipelineSummary } from '../../../engine/contract/pipeline'
import { conditionsOf, EVERYTHING, WITHIN, WITHIN_CHOICES, type RunQuery } from './run-query'
import styles from './runs-filters.module.css'

interface RunsFiltersProps {
  readonly query: RunQuery
  readonly onChange: (query: RunQuery) => void
  readonly pipelines: readonly PipelineSummary[]
}

/** What the list shows, as chips that can be read and taken away. */
export function RunsFilters({ query, onChange, pipelines }: RunsFiltersProps) {
  const pipelineName = pipelines.find(({ id }) => id === query.pipelineId)?.name ?? null
  const conditions = conditionsOf(query, pipelineName).filter(({ key }) => key !== 'text')
  const toggle = (status: RunQuery['statuses'][number]) =>
    onChange({ ...query, statuses: query.statuses.includes(status) ? query.statuses.filter((one) => one !== status) : [...query.statuses, status] })
  return (
    <FilterBar label="Filter the runs">
      <FilterText text={query.text} label="Pipeline or run id" does="Filter the runs" onChange={(text) => onChange({ ...query, text })} />
      <Menu align="start" trigger={<FilterChoice>Status</FilterChoice>}>
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
      <Menu align="start" trigger={<FilterChoice>Pipeline</FilterChoice>}>
        <MenuChoice
          value={query.pipelineId ?? ''}
          onChange={(pipelineId) => onChange({ ...query, pipelineId: pipelineId === '' ? null : pipelineId })}
          options={[{ value: '', label: 'Any pipeline' }, ...pipelines.map(({ id, name }) => ({ value: id, label: name }))]}
        />
      </Menu>
      <Menu align="start" trigger={<FilterChoice>Started</FilterChoice>}>
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
    </FilterBar>
  )
}
