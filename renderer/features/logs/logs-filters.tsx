import type { PipelineSummary } from '../../../engine/contract/pipeline'
import { Button } from '../../components/button'
import { FilterBar } from '../../components/filter-bar'
import { FilterChip } from '../../components/filter-chip'
import { FilterChoice } from '../../components/filter-choice'
import { FilterText } from '../../components/filter-text'
import { FollowButton } from '../../components/log/follow-button'
import { Menu, MenuChoice } from '../../components/menu'
import { LevelChips } from './level-chips'
import { EVERY_LINE, isEveryLine, type LogQuery } from './log-query'
import styles from './logs-filters.module.css'

interface LogsFiltersProps {
  readonly query: LogQuery
  readonly onChange: (query: LogQuery) => void
  readonly pipelines: readonly PipelineSummary[]
  readonly follow: boolean
  readonly onToggleFollow: () => void
}

/** What is shown of the log, and whether it goes along. */
export function LogsFilters({ query, onChange, pipelines, follow, onToggleFollow }: LogsFiltersProps) {
  const { pipelineId } = query
  const name = pipelines.find(({ id }) => id === pipelineId)?.name ?? 'one that is gone'
  return (
    <FilterBar label="Search the log">
      <FilterText text={query.text} label="Search the lines" does="Search the log" onChange={(text) => onChange({ ...query, text })} />
      <LevelChips levels={query.levels} onChange={(levels) => onChange({ ...query, levels })} />
      <Menu align="start" trigger={<FilterChoice>Pipeline</FilterChoice>}>
        <MenuChoice
          value={pipelineId ?? ''}
          onChange={(chosen) => onChange({ ...query, pipelineId: chosen === '' ? null : chosen })}
          options={[{ value: '', label: 'Any pipeline' }, ...pipelines.map((pipeline) => ({ value: pipeline.id, label: pipeline.name }))]}
        />
      </Menu>
      {pipelineId !== null && (
        <FilterChip label={`pipeline is ${name}`} onRemove={() => onChange({ ...query, pipelineId: null })}>
          pipeline is {name}
        </FilterChip>
      )}
      {!isEveryLine(query) && (
        <Button size="small" look="quiet" onClick={() => onChange(EVERY_LINE)}>
          Show every line
        </Button>
      )}
      <span className={styles.follow}>
        <FollowButton follow={follow} onToggle={onToggleFollow} />
      </span>
    </FilterBar>
  )
}
