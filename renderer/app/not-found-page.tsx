import { Compass } from 'lucide-react'
import { useLocation } from 'wouter'
import { Button } from '../components/button'
import { EmptyState } from '../components/empty-state'

export function NotFoundPage() {
  const [address, navigate] = useLocation()
  return (
    <EmptyState
      heading={1}
      icon={<Compass />}
      title="There is no such page"
      action={
        <Button look="main" onClick={() => navigate('/pipelines')}>
          Go to the pipelines
        </Button>
      }
    >
      Nothing answers to {address}. The link may be from another version of Signalbox.
    </EmptyState>
  )
}
