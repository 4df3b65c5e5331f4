import { Banner } from '../components/banner'
import { Button } from '../components/button'
import { CopyButton } from '../components/copy-button'
import type { LinkState } from '../engine/engine-link'
import { useEngineStatus, useLinkState, useRetryEngine } from '../engine/engine-provider'
import { useDelayed } from '../lib/use-delayed'
import { useNow } from '../lib/use-now'

/** What concerns every page: the engine is not there, or cannot work as it should. Nothing while all is well. */
export function EngineBanner() {
  const link = useLinkState()
  const health = useEngineStatus()?.health
  switch (link.state) {
    case 'starting':
      return <Starting />
    case 'restarting':
      return <Restarting link={link} />
    case 'down':
      return <Down link={link} />
    case 'live':
      if (health === undefined || health.state === 'ok') return null
      return (
        <Banner
          tone="fail"
          title="The engine needs attention."
          actions={<CopyButton text={`${health.error.code}: ${health.error.message}`} label="Copy the error" />}
        >
          {health.error.message}
        </Banner>
      )
  }
}

/** A start is quick as a rule; only a slow one is worth words. */
const SLOW_START_MS = 1200

function Starting() {
  const slow = useDelayed(SLOW_START_MS)
  if (!slow) return null
  return (
    <Banner tone="wait" title="The engine is starting.">
      What you see fills in as soon as it answers.
    </Banner>
  )
}

function Restarting({ link }: { readonly link: Extract<LinkState, { state: 'restarting' }> }) {
  const retry = useRetryEngine()
  const now = useNow(link.nextTryAt === null ? null : 250)
  const wait = link.nextTryAt === null ? 0 : Math.ceil((link.nextTryAt - now) / 1000)
  return (
    <Banner
      tone="wait"
      title="The engine stopped and is coming back."
      actions={
        <Button size="small" onClick={retry}>
          Try now
        </Button>
      }
    >
      {wait > 0 ? `Next try in ${wait} s. ` : ''}Work that was under way goes on where it was.
    </Banner>
  )
}

function Down({ link }: { readonly link: Extract<LinkState, { state: 'down' }> }) {
  const retry = useRetryEngine()
  const { reason } = link
  return (
    <Banner
      tone="fail"
      title="The engine is not running."
      actions={
        <>
          {reason !== null && (
            <CopyButton text={`${reason.code}: ${reason.message}\n${JSON.stringify(reason.details ?? {}, null, 2)}`} label="Copy the error" />
          )}
          <Button size="small" look="main" onClick={retry}>
            Start it again
          </Button>
        </>
      }
    >
      {reason?.message ?? 'It ended and could not be started again.'} Nothing runs until it is back; nothing that finished is lost.
    </Banner>
  )
}
