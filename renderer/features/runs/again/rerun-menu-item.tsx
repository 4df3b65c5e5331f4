import { RotateCcw } from 'lucide-react'
import { ContextMenuItem } from '../../../components/context-menu'

export const RerunMenuItem = ({ onSelect }: { readonly onSelect: () => void }) => (
  <ContextMenuItem icon={<RotateCcw />} onSelect={onSelect}>
    Rerun from here…
  </ContextMenuItem>
)
