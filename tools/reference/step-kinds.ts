import type { StepKinds } from '../../engine/ports/step-kind'
import { createStepKinds } from '../../engine/steps/registry'

/** No step is run here, so no thread is started. */
const UNUSED = 'unused'

/** The kinds that are built in, for as long as they are looked at. */
export async function withStepKinds<T>(look: (kinds: StepKinds) => T): Promise<T> {
  const { kinds, close } = createStepKinds({ workers: { script: UNUSED, document: UNUSED } })
  try {
    return look(kinds)
  } finally {
    await close()
  }
}
