import { Link } from 'wouter'
import { RelativeTime } from '../../components/relative-time'
import { ShapedLamp } from '../../components/lamp'
import type { LampShape } from '../../components/statuses'
import { WithCode } from '../../components/with-code'
import { useEngineStatus } from '../../engine/engine-provider'
import { useQuery } from '../../engine/use-query'
import { formatCount, plural } from '../../lib/format-count'
import styles from './needs-you.module.css'
import { Answer, Panel, PanelSentence } from './panel'
import { PERIOD_WORDS, type Period } from './period'
import { countQuestions, FAILURES_READ, getFailures, getPipelines, getVault } from './queries'
import { type Trouble, troublesOf } from './troubles'
import { useRefreshAtRest } from './use-refresh-at-rest'

/** More than this is a list of its own. */
const SHOWN = 5

/** What someone has to look at: a vault that cannot be opened, and pipelines that failed. Of the engine itself the banner over every page tells. */
export function NeedsYou({ period, since }: { readonly period: Period; readonly since: number }) {
  const failures = useQuery(getFailures, since, { keepPrevious: true })
  const pipelines = useQuery(getPipelines, 'all')
  useRefreshAtRest(() => {
    failures.refresh()
    pipelines.refresh()
  })
  const vault = useQuery(getVault, 'vault', { refreshOn: (hint) => hint.type === 'settings.changed' })
  const questions = useQuery(countQuestions, 'all', { refreshOn: (hint) => hint.type === 'approvals.changed' }).data ?? 0
  const total = failures.data?.total ?? 0
  const well = useEngineStatus()?.health.state !== 'degraded'
  const locked = vault.data?.vault.locked === true
  return (
    <Panel
      title="Needs you"
      more={
        total > 0 ? { to: `/runs?status=failed&within=${period}`, label: total === 1 ? 'The failed run' : `All ${formatCount(total)} failed runs` } : undefined
      }
    >
      <Answer query={failures} what="the failures">
        {({ items }) => {
          const troubles = troublesOf(items, pipelines.data?.items ?? [])
          return troubles.length === 0 && !locked && questions === 0 ? (
            <PanelSentence>
              {well && <ShapedLamp shape="succeeded" />}
              {well && 'Nothing. '}No run failed in {PERIOD_WORDS[period].last}.
            </PanelSentence>
          ) : (
            <ul className={styles.list}>
              {locked && (
                <Need
                  to="/settings"
                  lamp="waiting"
                  title="The vault is locked"
                  sentence="Its secrets were encrypted with another key. Steps that need one fail until the key is back, or the secrets are entered anew."
                />
              )}
              {questions > 0 && (
                <Need
                  to="/approvals"
                  lamp="waiting"
                  title={plural(questions, 'question')}
                  note={questions === 1 ? 'waits for an answer' : 'wait for an answer'}
                  sentence={questions === 1 ? 'A run goes on when someone has answered it.' : 'Their runs go on when someone has answered them.'}
                />
              )}
              {troubles.slice(0, SHOWN).map((trouble) => (
                <Failure key={trouble.newest.pipelineId} trouble={trouble} all={total <= FAILURES_READ} />
              ))}
            </ul>
          )
        }}
      </Answer>
    </Panel>
  )
}

/** `all`: every failure was looked at, so that they could be counted. */
const Failure = ({ trouble: { newest, count, over }, all }: { readonly trouble: Trouble; readonly all: boolean }) => (
  <Need
    to={`/runs/${newest.externalId}`}
    lamp={over ? 'queued' : 'failed'}
    title={newest.pipelineName}
    note={over ? 'failed, has succeeded since' : count === 1 ? 'failed' : `failed ${all ? '' : 'at least '}${formatCount(count)} times`}
    at={newest.finishedAt ?? newest.createdAt}
    sentence={newest.error?.message ?? 'It ended without a reason.'}
  />
)

interface NeedProps {
  readonly to: string
  readonly lamp: LampShape
  readonly title: string
  readonly note?: string
  readonly at?: number
  readonly sentence: string
}

const Need = ({ to, lamp, title, note, at, sentence }: NeedProps) => (
  <li>
    <Link href={to} className={styles.need ?? ''}>
      <ShapedLamp shape={lamp} className={styles.lamp ?? ''} />
      <span className={styles.title}>
        <b>{title}</b>
        {note !== undefined && <span>{note}</span>}
      </span>
      {at !== undefined && (
        <span className={styles.at}>
          <RelativeTime at={at} />
        </span>
      )}
      <span className={styles.sentence}>
        <WithCode text={sentence} />
      </span>
    </Link>
  </li>
)
