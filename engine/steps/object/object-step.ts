import type { Egress } from '../../connectors/egress/egress'
import type { ObjectStore } from '../../connectors/objects/object-store'
import { S3Failure } from '../../connectors/objects/s3-failure'
import { S3Objects } from '../../connectors/objects/s3-objects'
import type { StepContext, StepKind, StepOutcome } from '../../ports/step-kind'
import { defineStep } from '../define-step'
import { perform } from './actions'
import { type ObjectConfig, objectConfig, objectOutput } from './object-config'

export interface ObjectDeps {
  readonly egress: Egress
  /** The one in the data folder. */
  readonly objects: ObjectStore
}

export const objectStep = (deps: ObjectDeps): StepKind<ObjectConfig> =>
  defineStep({
    kind: 'object',
    title: 'Keep objects',
    summary:
      'Puts, gets, lists and deletes objects by bucket and key: in the data folder, where they outlast their runs and can be opened as files, or in S3 and what speaks its protocol (MinIO and others). Large ones go straight from and to files. Putting what is there already does nothing, so that a second try does no harm; a reader sees an object whole or not at all. What the store says is judged as `http` does: busy ones are tried again. Private addresses are refused unless the settings allow them.',
    example: `- id: keep
  uses: object
  with:
    action: put
    bucket: reports
    key: "orders/\${{ run.id }}.json"
    json: "\${{ steps.orders.output.rows }}"`,
    config: objectConfig,
    output: objectOutput,
    defaults: { timeoutMs: 600_000, queue: 'default', onLost: 'retry' },
    usesFolders: true,
    noExpressions: ['action'],
    secretsIn: ['store'],
    run: (config, context) => runObject(deps, config, context),
  })

async function runObject(deps: ObjectDeps, config: ObjectConfig, context: StepContext): Promise<StepOutcome> {
  try {
    return { kind: 'succeeded', output: await perform(config, storeOf(deps, config, context), context) }
  } catch (thrown) {
    if (!(thrown instanceof S3Failure) || context.signal.aborted) throw thrown
    return thrown.outcome
  }
}

function storeOf({ egress, objects }: ObjectDeps, { store }: ObjectConfig, context: StepContext): ObjectStore {
  return store === 'folder' ? objects : new S3Objects({ egress, account: store.s3, now: () => context.now(), mask: (text) => context.mask(text) })
}
