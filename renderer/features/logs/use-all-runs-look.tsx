import { useMemo } from 'react'
import { Link, useLocation } from 'wouter'
import { ownerOf } from '../../components/log/line-words'
import type { LogLook, ShownLine } from '../../components/log/log-source'
import { StepCell } from '../../components/log/step-cell'
import { cx } from '../../lib/class-names'
import { useLatest } from '../../lib/use-latest'
import { lineClock } from './log-words'
import styles from './run-cell.module.css'

/** Lines of all runs: time, run, step, text. */
export function useAllRunsLook(): LogLook {
  const [, navigate] = useLocation()
  const go = useLatest(navigate)
  return useMemo(
    () => ({
      clockTrack: '112px',
      clock: (at) => lineClock(at, Date.now()),
      tracks: 'clamp(112px, 20%, 224px) clamp(64px, 10%, 116px)',
      cells: (line, repeats) => (
        <>
          <RunCell line={line} repeats={repeats} />
          <StepCell line={line} repeats={repeats} does={`Open the run at ${ownerOf(line)}`} onPress={(pressed) => go.current(addressOf(pressed))} />
        </>
      ),
      nameOf: nameOfLine,
    }),
    [go],
  )
}

/** Whose line it is, wherever it is pasted: "document_digest SBX-12 summarise[36] attempt 1". */
export const nameOfLine = (line: ShownLine): string =>
  `${'runId' in line ? `${line.pipelineName} ${line.externalId} ` : ''}${ownerOf(line)} attempt ${line.attempt}`

/** The run, at this line of its log. */
export const addressOf = (line: ShownLine): string => ('runId' in line ? `/runs/${line.externalId}?line=${line.seq}` : '/runs')

function RunCell({ line, repeats }: { readonly line: ShownLine; readonly repeats: boolean }) {
  if (!('runId' in line)) return <span />
  return (
    <span role="gridcell" aria-label={`${line.pipelineName} ${line.externalId}`} className={cx(styles.run, repeats && styles.repeats)}>
      <Link href={addressOf(line)} tabIndex={-1} title={`${line.pipelineName}, ${line.externalId}`}>
        <span>{line.pipelineName}</span> <small>{line.externalId}</small>
      </Link>
    </span>
  )
}
