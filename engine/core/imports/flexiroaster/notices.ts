import { LIMITS } from '../../pipelines/limits'
import { neededStep, type StepPart } from '../pipeline-parts'
import type { SourceMap } from '../source-map'
import type { StepNames } from '../step-names'

interface Notices {
  readonly atEnd: readonly StepPart[]
  readonly onFailure: readonly StepPart[]
}

/** `notify_on_completion` and `notify_on_failure` of the config of the pipeline, as steps. */
export function readNotices(file: SourceMap, steps: readonly StepPart[], names: StepNames): Notices {
  const config = file.map('config')
  if (config === null) return { atEnd: [], onFailure: [] }
  const atEnd = config.flag('notify_on_completion') === true ? endNotice(config, steps, names) : []
  const onFailure = config.flag('notify_on_failure') === true ? [failureNotice(config, names)] : []
  config.close('the config of the pipeline')
  return { atEnd, onFailure }
}

function endNotice(config: SourceMap, steps: readonly StepPart[], names: StepNames): readonly StepPart[] {
  const needed = new Set(steps.flatMap(({ needs = [] }) => needs.map(neededStep)))
  const last = steps.filter(({ id }) => !needed.has(id)).map(({ id }) => id)
  if (last.length > LIMITS.needs) {
    config.note('not_kept', 'notify_on_completion', `More than ${LIMITS.needs} steps end the pipeline, so none can wait for all of them.`)
    return []
  }
  config.note('kept_differently', 'notify_on_completion', 'A step shows a notification on the desktop when all others have succeeded.')
  return [
    {
      id: names.give('tell_end', 'tell_end'),
      needs: last,
      uses: 'notify',
      with: { title: 'The pipeline has succeeded', text: '${{ pipeline.name }}: ${{ run.externalId }}' },
    },
  ]
}

function failureNotice(config: SourceMap, names: StepNames): StepPart {
  config.note('kept_differently', 'notify_on_failure', 'A step of `on_failure` shows a notification on the desktop.')
  return {
    id: names.give('tell_failure', 'tell_failure'),
    uses: 'notify',
    with: { title: 'The pipeline has failed', text: '${{ pipeline.name }}: ${{ run.error.message }}' },
  }
}
