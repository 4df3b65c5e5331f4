import { Link } from 'wouter'
import type { PipelineDetail } from '../../../engine/contract/pipeline'
import { OutcomeStrip } from '../../components/outcome-strip'
import { RelativeTime } from '../../components/relative-time'
import styles from './pipeline-facts.module.css'

/** How a pipeline stands, under its name. */
export const PipelineFacts = ({ pipeline }: { readonly pipeline: PipelineDetail }) => (
  <div className={styles.facts}>
    {pipeline.description !== '' && (
      <span className={styles.description} title={pipeline.description}>
        {pipeline.description}
      </span>
    )}
    <span>
      <b>{pipeline.stepsTotal}</b> {pipeline.stepsTotal === 1 ? 'step' : 'steps'}
    </span>
    <span>
      Saved <RelativeTime at={pipeline.updatedAt} />
    </span>
    {pipeline.openRuns > 0 && (
      <Link href="/runs">
        <b>{pipeline.openRuns}</b> {pipeline.openRuns === 1 ? 'run' : 'runs'} open
      </Link>
    )}
    {pipeline.lastRuns.length > 0 && <OutcomeStrip outcomes={pipeline.lastRuns} />}
  </div>
)
