import { useMemo } from 'react'
import { ownerOf } from '../../components/log/line-words'
import type { LogLook, ShownLine } from '../../components/log/log-source'
import { StepCell } from '../../components/log/step-cell'
import { formatClockMs } from '../../lib/format-time'
import { useLatest } from '../../lib/use-latest'

interface RunLogLook {
  readonly runName: string
  /** Width of the step column, in characters; 0 leaves it out. */
  readonly ownerWidth: number
  readonly chosenStep: string | null
  readonly onStep: (line: ShownLine) => void
}

/** Lines of one run: time, step, text. */
export function useRunLogLook({ runName, ownerWidth, chosenStep, onStep }: RunLogLook): LogLook {
  const latest = useLatest(onStep)
  return useMemo(
    () => ({
      clockTrack: '100px',
      clock: formatClockMs,
      tracks: ownerWidth === 0 ? '' : `${ownerWidth}ch`,
      cells: (line) =>
        ownerWidth === 0 ? null : (
          <StepCell line={line} chosen={line.stepId === chosenStep} does={`Select ${ownerOf(line)}`} onPress={(pressed) => latest.current(pressed)} />
        ),
      nameOf: (line) => `${runName} ${ownerOf(line)} attempt ${line.attempt}`,
    }),
    [runName, ownerWidth, chosenStep, latest],
  )
}
