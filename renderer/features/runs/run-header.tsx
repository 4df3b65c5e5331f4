import { Lamp } from '../../components/lamp'
import { PageHeader } from '../../components/page-header'
import { formatExact } from '../../lib/format-time'
import { useNow } from '../../lib/use-now'
import { RelativeTime } from '../../components/relative-time'
import type { RunParent } from '../../../engine/contract/run'
import { RunLink } from './run-link'
import { OriginLine } from './again/origin-line'
import { isRunOver, lampOf, type RunView } from './run-view'
import { runFact, STARTED, stepsFact, type Fact } from './run-words'
import { usageParts, usageWords } from './usage'

/** Where this run belongs, what it is called, how it stands. */
export function RunHeader({ view, actions }: { readonly view: RunView; readonly actions: React.ReactNode }) {
  const { run } = view
  const now = useNow(isRunOver(run.status) ? null : 100)
  return (
    <PageHeader
      crumbs={[
        { label: 'Pipelines', to: '/pipelines' },
        { label: run.pipelineName, to: `/pipelines/${encodeURIComponent(run.pipelineName)}` },
        { label: `version ${run.version}` },
      ]}
      lamp={<Lamp status={lampOf(run)} size={16} label={run.pausedAt === null ? run.status : 'paused'} />}
      title={`Run ${run.externalId}`}
      state={
        <>
          <InWords fact={runFact(view, now)} />
          <InWords fact={stepsFact(view)} />
          <OriginLine run={run} />
          {run.usage !== null && (
            <span className="num" title={usageParts(run.usage)}>
              {usageWords(run.usage)}
            </span>
          )}
          <span title={formatExact(run.createdAt)}>
            Started {run.parent === null ? STARTED[run.startedBy] : <ByStep parent={run.parent} />}, <RelativeTime at={run.createdAt} />
          </span>
        </>
      }
      actions={actions}
    />
  )
}

const ByStep = ({ parent: { externalId, stepId, itemIndex } }: { readonly parent: RunParent }) => (
  <>
    by run <RunLink externalId={externalId} />, step {stepId}
    {itemIndex !== null && `, item ${itemIndex}`}
  </>
)

const InWords = ({ fact: { before, value, after } }: { readonly fact: Fact }) => (
  <span>
    {before}
    <b>{value}</b>
    {after}
  </span>
)
