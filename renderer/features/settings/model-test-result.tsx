import { X } from 'lucide-react'
import { IconButton } from '../../components/icon-button'
import { ShapedLamp } from '../../components/lamp'
import { WithCode } from '../../components/with-code'
import type { ModelEntry, ModelTest } from '../../../engine/contract/model'
import { formatCount } from '../../lib/format-count'
import { formatDuration } from '../../lib/format-duration'
import { formatTokens, formatUsd } from '../../lib/format-usage'
import { cureOf } from './model-cures'
import styles from './model-test-result.module.css'

interface ModelTestResultProps {
  readonly came: ModelTest
  readonly model: Pick<ModelEntry, 'provider' | 'model' | 'apiKey' | 'baseUrl'>
  readonly onClose?: () => void
}

/** What a model answered, or why it did not and what to do. */
export const ModelTestResult = ({ came, model, onClose }: ModelTestResultProps) => (
  <div role="status" className={styles.result} data-ok={came.ok}>
    <ShapedLamp shape={came.ok ? 'succeeded' : 'failed'} />
    <div className={styles.words}>
      {came.ok ? (
        <>
          {came.dimensions === null ? (
            <p>
              <b>It answers:</b> <q>{came.reply.trim()}</q>
            </p>
          ) : (
            <p>
              <b>It turns texts into vectors</b> of {formatCount(came.dimensions)} numbers. It does not chat: use it in steps with <code className="mono">uses: embed</code>.
            </p>
          )}
          <p className="num">{factsOf(came)}</p>
        </>
      ) : (
        <>
          <p>
            <b>The test failed.</b> <WithCode text={came.error.message} />
          </p>
          <p>{cureOf(came.error, model)}</p>
        </>
      )}
    </div>
    {onClose !== undefined && <IconButton size="small" label="Close" icon={<X />} onClick={onClose} />}
  </div>
)

function factsOf({ tookMs, usage }: Extract<ModelTest, { readonly ok: true }>): string {
  const tokens = `${usage.estimated ? 'about ' : ''}${formatTokens(usage.inputTokens + usage.outputTokens)}`
  return [`after ${formatDuration(tookMs)}`, tokens, ...(usage.usd === null ? [] : [formatUsd(usage.usd)])].join(', ')
}
