import { useReactFlow } from '@xyflow/react'
import { Maximize, Minus, Plus } from 'lucide-react'
import { IconButton } from '../icon-button'
import styles from './graph-controls.module.css'

export function GraphControls({ onFit, onZoom }: { readonly onFit: () => void; readonly onZoom: () => void }) {
  const flow = useReactFlow()
  const zoom = (factor: number) => {
    onZoom()
    void flow.zoomTo(flow.getZoom() * factor)
  }
  return (
    <div className={styles.controls}>
      <IconButton label="Zoom in" size="small" icon={<Plus />} onClick={() => zoom(1.25)} />
      <IconButton label="Zoom out" size="small" icon={<Minus />} onClick={() => zoom(0.8)} />
      <IconButton label="Show the whole graph" size="small" icon={<Maximize />} onClick={onFit} />
    </div>
  )
}
