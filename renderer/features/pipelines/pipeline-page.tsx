import { useState } from 'react'
import { useLocation } from 'wouter'
import { Button } from '../../components/button'
import { EmptyState } from '../../components/empty-state'
import { ErrorState } from '../../components/error-state'
import { useQuery } from '../../engine/use-query'
import { useTitle } from '../../lib/use-title'
import { PipelineSkeleton } from './pipeline-skeleton'
import { PipelineView } from './pipeline-view'
import { getPipeline } from './queries'

/** One pipeline: its file, its graph, its versions and its runs. */
export function PipelinePage({ pipeline }: { readonly pipeline: string }) {
  const [version, setVersion] = useState<number | undefined>()
  const { data, error, refresh } = useQuery(
    getPipeline,
    { pipeline },
    { refreshOn: (hint) => hint.type === 'pipelines.changed' || hint.type === 'runs.changed' },
  )
  const older = useQuery(getPipeline, version === undefined || data === undefined || version === data.version ? null : { pipeline, version })
  const [, navigate] = useLocation()
  useTitle(data?.name ?? 'Pipeline')

  if (data !== undefined) {
    const shown = version === undefined || version === data.version ? data : older.data
    return <PipelineView key={data.id} current={data} shown={shown} shownError={older.error} onShow={setVersion} onSaved={refresh} />
  }
  if (error?.code === 'pipeline_not_found') {
    return (
      <EmptyState
        heading={1}
        title="There is no such pipeline"
        action={
          <Button look="main" onClick={() => navigate('/pipelines')}>
            All pipelines
          </Button>
        }
      >
        It may have been removed, or the link is from another engine. Its runs, if it had any, are still among the runs.
      </EmptyState>
    )
  }
  if (error !== undefined)
    return (
      <ErrorState
        heading={1}
        title="Couldn't read the pipeline"
        error={error}
        meaning="Nothing is lost: its file and its runs are kept on disk."
        action={
          <Button size="small" look="main" onClick={refresh}>
            Try again
          </Button>
        }
      />
    )
  return <PipelineSkeleton />
}
