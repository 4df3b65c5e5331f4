import { Pencil, Trash2 } from 'lucide-react'
import { Button } from '../../components/button'
import { IconButton } from '../../components/icon-button'
import { KeyName } from '../../components/key-name'
import type { ModelEntry } from '../../../engine/contract/model'
import { hostOf, priceWords, PROVIDERS } from './providers'
import { ModelTestResult } from './model-test-result'
import { useModelTest } from './use-model-test'
import styles from './section.module.css'

interface ModelRowProps {
  readonly model: ModelEntry
  readonly off: string | undefined
  readonly onEdit: () => void
  readonly onRemove: () => void
}

/** One model of the roster; trying it shows what came of it below. */
export function ModelRow({ model, off, onEdit, onRemove }: ModelRowProps) {
  const test = useModelTest()
  return (
    <li>
      <div className={styles.row}>
        <div className={styles.words}>
          <div className={styles.line}>
            <b>{model.name}</b>
            <span className={styles.code}>{model.model}</span>
          </div>
          <div className={styles.line}>
            <span>{PROVIDERS[model.provider].label}</span>
            <span className={styles.muted} title={model.baseUrl}>
              {hostOf(model)}
            </span>
            {model.apiKey !== null && (
              <KeyName name={model.apiKey} title={`Its key is the secret ${model.apiKey}`} />
            )}
            <span className="num" title={model.price === null ? 'Its use is counted in tokens only' : undefined}>
              {priceWords(model)}
            </span>
          </div>
        </div>
        <div className={styles.actions}>
          <Button size="small" busy={test.busy} disabledReason={off} onClick={() => void test.run(model)} aria-label={`Test ${model.name}`}>
            Test
          </Button>
          <IconButton size="small" label={`Change ${model.name}`} icon={<Pencil />} onClick={onEdit} />
          <IconButton size="small" label={`Remove ${model.name}`} icon={<Trash2 />} disabledReason={off} onClick={onRemove} />
        </div>
      </div>
      {test.came !== null && <ModelTestResult came={test.came} model={model} onClose={test.forget} />}
    </li>
  )
}
