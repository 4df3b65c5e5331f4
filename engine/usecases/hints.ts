import type { Bus } from '../ports/bus'
import type { TransitionOptions } from './transition-options'

/** What transitions have to tell others, as messages on the bus. */
export const hintsOn = (bus: Bus): Pick<TransitionOptions, 'onFailure' | 'tell'> => ({
  onFailure: (failure) => bus.publish({ type: 'failure', ...failure }),
  tell: (message) => bus.publish(message),
})
