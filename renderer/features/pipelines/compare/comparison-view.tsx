import { ArrowDown, ArrowUp } from 'lucide-react'
import { useRef } from 'react'
import type { PipelineDetail } from '../../../../engine/contract/pipeline'
import type { PipelineChange, VersionComparison } from '../../../../engine/contract/version-comparison'
import { Button } from '../../../components/button'
import { CodeComparison, type CodeComparisonHandle } from '../../../components/code-editor/code-comparison'
import { ErrorState } from '../../../components/error-state'
import { IconButton } from '../../../components/icon-button'
import { Loading, SkeletonRows } from '../../../components/skeleton'
import { useQuery } from '../../../engine/use-query'
import { useShortcut } from '../../../lib/shortcuts'
import { useElementSize } from '../../../lib/use-element-size'
import { useEscape } from '../../../lib/use-escape'
import { compareVersions } from '../queries'
import { VersionMenu } from '../version-menu'
import { ChangeList } from './change-list'
import { changesInWords } from './change-words'
import type { Compared } from './compared'
import styles from './comparison-view.module.css'

/** Narrower than this (px), two texts side by side are two columns of torn lines. */
const NARROW = 960

interface ComparisonViewProps {
  readonly pipeline: PipelineDetail
  readonly compared: Compared
  readonly onCompare: (compared: Compared) => void
  readonly onClose: () => void
  readonly onEditFrom: (version: number, text: string) => void
}

/** Two versions of a pipeline, and what one does otherwise than the other. */
export function ComparisonView({ pipeline, compared, onCompare, onClose, onEditFrom }: ComparisonViewProps) {
  const { from, to } = compared
  const { data, error, refresh } = useQuery(compareVersions, { pipeline: pipeline.id, from, to }, { keepPrevious: true })
  const shown = data?.from.number === from && data.to.number === to ? data : undefined
  const texts = useRef<CodeComparisonHandle>(null)
  useEscape(onClose)
  useShortcut(']', 'Next change', () => texts.current?.nextChange())
  useShortcut('[', 'Previous change', () => texts.current?.previousChange())
  const menu = { versions: pipeline.versions, current: pipeline.version }
  const older = shown?.from.number === pipeline.version ? shown.to : shown?.from
  return (
    <section className={styles.view} aria-label="Versions compared">
      <div className={styles.head}>
        <h2 className={styles.title}>Compare</h2>
        <VersionMenu {...menu} size="small" word="From version" shown={from} onShow={(number) => onCompare({ from: number, to })} />
        <VersionMenu {...menu} size="small" word="To version" shown={to} onShow={(number) => onCompare({ from, to: number })} />
        <span className={styles.state} role="status">
          {shown !== undefined && changesInWords(shown.changes)}
        </span>
        <span className={styles.actions}>
          <IconButton size="small" label="Previous change" keys="[" icon={<ArrowUp />} onClick={() => texts.current?.previousChange()} />
          <IconButton size="small" label="Next change" keys="]" icon={<ArrowDown />} onClick={() => texts.current?.nextChange()} />
          {older !== undefined && older.number !== pipeline.version && (
            <Button look="quiet" size="small" onClick={() => onEditFrom(older.number, older.text)}>
              Edit from version {older.number}
            </Button>
          )}
          <Button size="small" onClick={onClose}>
            Back to the file
          </Button>
        </span>
      </div>
      {shown !== undefined ? (
        <Texts ref={texts} comparison={shown} />
      ) : error !== undefined ? (
        <ErrorState
          title="Couldn't compare these versions"
          error={error}
          action={
            <Button size="small" look="main" onClick={refresh}>
              Try again
            </Button>
          }
        />
      ) : (
        <Loading label="Comparing the versions">
          <SkeletonRows />
        </Loading>
      )}
    </section>
  )
}

interface TextsProps {
  readonly ref: React.RefObject<CodeComparisonHandle | null>
  readonly comparison: VersionComparison
}

function Texts({ ref, comparison: { from, to, changes } }: TextsProps) {
  const frame = useRef<HTMLDivElement>(null)
  const { width } = useElementSize(frame)
  const show = ({ fromLine, toLine }: PipelineChange) => {
    if (toLine !== null) ref.current?.showLine('after', toLine)
    else if (fromLine !== null) ref.current?.showLine('before', fromLine)
  }
  return (
    <div ref={frame} className={styles.texts}>
      <ChangeList changes={changes} sameText={from.text === to.text} onShow={show} />
      {width > 0 && (
        <CodeComparison
          ref={ref}
          look={width < NARROW ? 'unified' : 'beside'}
          before={{ label: `Version ${from.number}`, text: from.text }}
          after={{ label: width < NARROW ? `Version ${to.number}, with what it changed in version ${from.number}` : `Version ${to.number}`, text: to.text }}
        />
      )}
    </div>
  )
}
