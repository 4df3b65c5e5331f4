import type { Audience, Notices } from '../ports/notices'
import type { Bus } from '../ports/bus'

/** Counts who shows notices at the moment. */
export class WatchingAudience implements Audience {
  size = 0

  join(): () => void {
    this.size += 1
    return () => {
      this.size -= 1
    }
  }
}

/** Notices for whoever shows them. */
export const noticesOn = (bus: Bus, audience: Audience): Notices => ({
  show(notice) {
    bus.publish({ type: 'notice', notice })
    return audience.size
  },
})
