import type { StepKinds } from '../../engine/ports/step-kind'
import { createIdleStepKinds } from '../../engine/steps/idle-step-kinds'

/** No step is run here, so no thread is started. */
const UNUSED = 'unused'

/** The kinds that are built in, for as long as they are looked at. */
export async function withStepKinds<T>(look: (kinds: StepKinds) => T): Promise<T> {
  const { kinds, close } = createIdleStepKinds({ script: UNUSED, document: UNUSED })
  try {
    return look(kinds)
  } finally {
    await close()
  }
}
