import { lazy, Suspense } from 'react'
import { Route, Switch } from 'wouter'
import { Loading, SkeletonRows } from '../components/skeleton'
import { DashboardPage } from '../features/dashboard/dashboard-page'
import { LogsPage } from '../features/logs/logs-page'
import { PipelinesPage } from '../features/pipelines/pipelines-page'
import { RunsPage } from '../features/runs/runs-page'
import { NotFoundPage } from './not-found-page'

// The lists are there at once; editor and graph, most of the code, come when they are first opened.
const PipelinePage = lazy(async () => ({ default: (await import('../features/pipelines/pipeline-page')).PipelinePage }))
const NewPipelinePage = lazy(async () => ({ default: (await import('../features/pipelines/new-pipeline-page')).NewPipelinePage }))
const ImportPage = lazy(async () => ({ default: (await import('../features/pipelines/import/import-page')).ImportPage }))
const RunPage = lazy(async () => ({ default: (await import('../features/runs/run-page')).RunPage }))
const ApprovalsPage = lazy(async () => ({ default: (await import('../features/approvals/approvals-page')).ApprovalsPage }))
const DeadLettersPage = lazy(async () => ({ default: (await import('../features/dead-letters/dead-letters-page')).DeadLettersPage }))
const ServicesPage = lazy(async () => ({ default: (await import('../features/services/services-page')).ServicesPage }))
const QueuesPage = lazy(async () => ({ default: (await import('../features/queues/queues-page')).QueuesPage }))
const SettingsPage = lazy(async () => ({ default: (await import('../features/settings/settings-page')).SettingsPage }))

/** Every address of the app. */
export const Routes = () => (
  <Suspense fallback={<PageComing />}>
    <Switch>
      <Route path="/" component={DashboardPage} />
      <Route path="/pipelines" component={PipelinesPage} />
      <Route path="/pipelines/new" component={NewPipelinePage} />
      <Route path="/pipelines/import" component={ImportPage} />
      <Route path="/pipelines/:pipeline">{({ pipeline }) => <PipelinePage key={pipeline} pipeline={pipeline} />}</Route>
      <Route path="/runs" component={RunsPage} />
      <Route path="/runs/:run">{({ run }) => <RunPage key={run} run={run} />}</Route>
      <Route path="/logs" component={LogsPage} />
      <Route path="/approvals/:approval?">{({ approval }) => <ApprovalsPage chosen={approval} />}</Route>
      <Route path="/dead-letters" component={DeadLettersPage} />
      <Route path="/services" component={ServicesPage} />
      <Route path="/queues" component={QueuesPage} />
      <Route path="/settings/:section?">{({ section }) => <SettingsPage section={section} />}</Route>
      <Route component={NotFoundPage} />
    </Switch>
  </Suspense>
)

const PageComing = () => (
  <Loading label="Opening the page">
    <SkeletonRows />
  </Loading>
)
