import { closest, didYouMean } from '../../shared/did-you-mean'
import { DEFAULT_QUEUES } from '../../queues/default-queues'
import type { PipelineDraft } from '../file/draft'
import type { Found } from '../file/section'
import { LIMITS } from '../limits'
import type { Problems } from '../problems'

/** Finds queues that are not there. `queues` null: nobody knows which there are beside those that are always there. */
export function checkQueues(draft: PipelineDraft, queues: readonly string[] | null, problems: Problems): void {
  for (const { queue } of [draft.defaults, ...draft.steps, ...draft.onFailure]) if (queue !== null) checkQueue(queue, queues, problems)
}

function checkQueue({ value, range }: Found<string>, queues: readonly string[] | null, problems: Problems): void {
  const known = queues ?? Object.keys(DEFAULT_QUEUES)
  if (known.includes(value)) return
  const named = value.length > LIMITS.name ? 'of this name' : `\`${value}\``
  if (queues === null) {
    problems.warning({ code: 'unknown_queue', message: `A queue ${named} must have been added on the page Queues where this pipeline is to run.`, range })
    return
  }
  const replacement = closest(value, known)
  problems.error({
    code: 'unknown_queue',
    message: `There is no queue ${named}; there are ${known.map((queue) => `\`${queue}\``).join(', ')}.${didYouMean(replacement)}`,
    range,
    replacement,
  })
}
