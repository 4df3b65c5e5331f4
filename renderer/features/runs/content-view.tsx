import { JsonView } from '../../components/json-view'
import type { Content } from '../../../engine/contract/content'
import { plural } from '../../lib/format-count'
import { ArtifactView } from './artifact-view'
import styles from './content-view.module.css'
import { Nothing } from './facts'

interface ContentViewProps {
  readonly content: Content
  /** "the output", for screen readers and the copy button. */
  readonly label: string
  readonly nothing: string
}

/** What a step got or gave: small values whole, large ones in parts. */
export function ContentView({ content, label, nothing }: ContentViewProps) {
  switch (content.kind) {
    case 'none':
      return <Nothing>{nothing}</Nothing>
    case 'json':
      return typeof content.value === 'string' && content.value.includes('\n') ? (
        <pre className={styles.text} tabIndex={0} aria-label={label}>
          {content.value}
        </pre>
      ) : (
        <div className={styles.json}>
          <JsonView value={content.value} label={label} depth={3} />
        </div>
      )
    case 'artifact':
      return <ArtifactView key={content.sha256} artifact={content} label={label} />
    case 'items':
      return <Nothing>{plural(content.count, 'output')}, one an item.</Nothing>
  }
}
