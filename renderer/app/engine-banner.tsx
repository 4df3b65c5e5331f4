import { useState } from 'react'
import { Banner } from '../components/banner'
import { Button } from '../components/button'
import { CopyButton } from '../components/copy-button'
import { WithCode } from '../components/with-code'
import { desktop } from '../engine/desktop'
import type { LinkState } from '../engine/engine-link'
import { useEnginePlace, useEngineReach, useEngineStatus, useLinkState, useRetryEngine } from '../engine/engine-provider'
import { useDelayed } from '../lib/use-delayed'
import { useNow } from '../lib/use-now'
import { linkNews, SILENT_NEWS } from './link-words'
import { MendDialog } from './mend-dialog'

/** What concerns every page: the engine is not there, or cannot work as it should. Nothing while all is well. */
export function EngineBanner() {
  const link = useLinkState()
  const health = useEngineStatus()?.health
  switch (link.state) {
    case 'starting':
      return <Starting />
    case 'silent':
      return <Silent />
    case 'restarting':
    case 'down':
      return <Gone link={link} />
    case 'live':
      if (health === undefined || health.state === 'ok') return null
      return (
        <Banner
          tone="fail"
          title="The engine needs attention."
          actions={<CopyButton text={`${health.error.code}: ${health.error.message}`} label="Copy the error" />}
        >
          <WithCode text={health.error.message} />
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
    <Banner tone="wait" title="The engine is starting." floats>
      What you see fills in as soon as it answers.
    </Banner>
  )
}

/** Whether to wait is the person's to say: only they know whether a step may well take that long. */
function Silent() {
  const restart = useRetryEngine()
  return (
    <Banner
      tone="wait"
      title={SILENT_NEWS.title}
      actions={
        <Button size="small" look="main" onClick={restart}>
          {SILENT_NEWS.retry}
        </Button>
      }
    >
      {SILENT_NEWS.text}
    </Banner>
  )
}

/** There is no engine, and this is why, and what comes next. */
function Gone({ link }: { readonly link: Extract<LinkState, { state: 'restarting' | 'down' }> }) {
  const retry = useRetryEngine()
  const reach = useEngineReach()
  const place = useEnginePlace()
  const { title, text, retry: again } = linkNews(link, reach, place)
  const { reason } = link
  const isDown = link.state === 'down'
  const app = desktop()
  const [mending, setMending] = useState(false)
  const isDamaged = isDown && reason?.code === 'storage_corrupt' && app !== undefined
  return (
    <Banner
      tone={isDown ? 'fail' : 'wait'}
      title={title}
      actions={
        <>
          {isDown && reason !== null && (
            <CopyButton text={`${reason.code}: ${reason.message}\n${JSON.stringify(reason.details ?? {}, null, 2)}`} label="Copy the error" />
          )}
          {isDamaged && (
            <Button size="small" look="main" onClick={() => setMending(true)}>
              What can be done …
            </Button>
          )}
          <Button size="small" {...(isDown && !isDamaged && { look: 'main' as const })} onClick={retry}>
            {again}
          </Button>
        </>
      }
    >
      <NextTry at={link.nextTryAt ?? null} />
      <WithCode text={text} />
      {mending && app !== undefined && (
        <MendDialog
          desktop={app}
          onClose={() => setMending(false)}
          onMended={() => {
            setMending(false)
            retry()
          }}
        />
      )}
    </Banner>
  )
}

function NextTry({ at }: { readonly at: number | null }) {
  const now = useNow(at === null ? null : 250)
  const wait = at === null ? 0 : Math.ceil((at - now) / 1000)
  return wait > 0 ? `Next try in ${wait} s. ` : null
}
