import { X } from 'lucide-react'
import { IconButton } from '../../components/icon-button'
import { ShapedLamp } from '../../components/lamp'
import type { CancelReceipt } from '../../../engine/contract/run'
import styles from './receipt-line.module.css'
import { receiptWords } from './run-words'

/** What the cancel came to. */
export const ReceiptLine = ({ receipt, onClose }: { readonly receipt: CancelReceipt; readonly onClose: () => void }) => (
  <div role="status" className={styles.line}>
    <ShapedLamp shape="cancelled" />
    <p className="num">
      <b>Cancelled.</b> {receiptWords(receipt)}
      {receipt.stepsAlreadyDone > 0 && ' What finished steps did stands.'}
    </p>
    <IconButton size="small" label="Close" icon={<X />} onClick={onClose} />
  </div>
)
