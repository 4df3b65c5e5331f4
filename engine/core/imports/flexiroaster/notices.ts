import { LIMITS } from '../../pipelines/limits'
import type { StepPart } from '../pipeline-parts'
import type { SourceMap } from '../source-map'
import type { StepNames } from '../step-names'

interface Notices {
  readonly atEnd: readonly StepPart[]
  readonly onFailure: readonly StepPart[]
}

/** `notify_on_completion` and `notify_on_failure`, of the file or of its config, as steps. */
export function readNotices(file: SourceMap, steps: readonly StepPart[], names: StepNames): Notices {
  const config = file.map('config')
  const places = config === null ? [file] : [config, file]
  const [end] = places.filter((place) => place.flag('notify_on_completion') === true)
  const [failure] = places.filter((place) => place.flag('notify_on_failure') === true)
  config?.close('the config of the pipeline')
  return { atEnd: end === undefined ? [] : endNotice(end, steps, names), onFailure: failure === undefined ? [] : [failureNotice(failure, names)] }
}

function endNotice(asked: SourceMap, steps: readonly StepPart[], names: StepNames): readonly StepPart[] {
  // A step that others do not need to succeed is waited for itself: a run in which it fails has not succeeded.
  const followed = new Set(steps.flatMap(({ needs = [] }) => needs.filter((need) => typeof need === 'string')))
  const last = steps.filter(({ id }) => !followed.has(id)).map(({ id }) => id)
  if (last.length > LIMITS.needs) {
    asked.note('not_kept', 'notify_on_completion', `More than ${LIMITS.needs} steps end the pipeline, so none can wait for all of them.`)
    return []
  }
  asked.note('kept_differently', 'notify_on_completion', 'A step shows a notification on the desktop when all others have succeeded.')
  return [
    {
      id: names.give('tell_end', 'tell_end'),
      needs: last,
      uses: 'notify',
      with: { title: 'The pipeline has succeeded', text: '${{ pipeline.name }}: ${{ run.externalId }}' },
    },
  ]
}

function failureNotice(asked: SourceMap, names: StepNames): StepPart {
  asked.note('kept_differently', 'notify_on_failure', 'A step of `on_failure` shows a notification on the desktop.')
  return {
    id: names.give('tell_failure', 'tell_failure'),
    uses: 'notify',
    with: { title: 'The pipeline has failed', text: '${{ pipeline.name }}: ${{ run.error.message }}' },
  }
}
