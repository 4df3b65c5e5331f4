import { Activity, Plus, Server } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../components/button'
import { EmptyState } from '../../components/empty-state'
import { EntryList } from '../../components/entry-list'
import { NotRead } from '../../components/not-read'
import { PageHeader } from '../../components/page-header'
import type { ServiceEntry } from '../../../engine/contract/service'
import { useQuery } from '../../engine/use-query'
import { useShortcut } from '../../lib/shortcuts'
import { useFocusKept } from '../../lib/use-focus-kept'
import { useTitle } from '../../lib/use-title'
import { listLanes, listSecrets, listServices } from './queries'
import { RemoveService } from './remove-service'
import { ServiceDialog } from './service-dialog'
import { ServiceRow } from './service-row'
import { summaryOf } from './service-words'
import styles from './services-page.module.css'
import { useServiceChecks } from './use-service-checks'

/** What the page asks about: a service to change, a new one, or one to remove. */
type Asking = { readonly change: ServiceEntry | null } | { readonly remove: string }

/** The systems that steps call: how they are, and what they allow. */
export function ServicesPage() {
  useTitle('Services')
  const { data, error, refresh } = useQuery(listServices, 'all', { refreshOn: (hint) => hint.type === 'settings.changed' })
  const secrets = useQuery(listSecrets, 'all', { refreshOn: (hint) => hint.type === 'settings.changed' })
  const lanes = useQuery(listLanes, 'all', { refreshOn: (hint) => hint.type === 'runs.changed' || hint.type === 'settings.changed' })
  const [asking, setAsking] = useState<Asking | null>(null)
  const checks = useServiceChecks(refresh)
  const services = data?.services
  useFocusKept(services?.length)
  const add = () => setAsking({ change: null })
  useShortcut('n', 'Add a service', add)
  const checkable = (services ?? []).flatMap(({ service: { name, healthPath } }) => (healthPath === null ? [] : [name]))
  const close = () => setAsking(null)

  return (
    <>
      <PageHeader
        title="Services"
        state={
          services === undefined || services.length === 0 ? (
            <span>Systems that steps call by a name</span>
          ) : (
            summaryOf(services).map((words) => <span key={words}>{words}</span>)
          )
        }
        actions={
          services !== undefined &&
          services.length > 0 && (
            <>
              {checkable.length > 0 && (
                <Button icon={<Activity />} busy={checks.busy.size > 0} disabledReason={checks.off} onClick={() => void checks.check(checkable)}>
                  Check all
                </Button>
              )}
              <Button look="main" icon={<Plus />} disabledReason={checks.off} onClick={add}>
                Add a service
              </Button>
            </>
          )
        }
      />
      {services === undefined ? (
        <NotRead what="the services" error={error} onAgain={refresh} widths={['3%', '34%', '12%', '14%']} />
      ) : services.length === 0 ? (
        <EmptyState
          icon={<Server />}
          title="No services yet"
          action={
            <Button look="main" icon={<Plus />} disabledReason={checks.off} onClick={add}>
              Add a service
            </Button>
          }
        >
          A service is a system of yours that pipelines call over HTTP: a mailer, a renderer, a search. Say once where it is, which key it gets and how much it
          takes at a time; steps then name it with <code className="mono">uses: service</code>, and never more of them call it than it has places.
        </EmptyState>
      ) : (
        <div className={styles.content}>
          <EntryList label="Services">
            {services.map((state) => (
              <ServiceRow
                key={state.service.name}
                state={state}
                lane={lanes.data?.find(({ of, name }) => of === 'service' && name === state.service.name)}
                checking={checks.busy.has(state.service.name)}
                failure={checks.failures.get(state.service.name)?.message}
                off={checks.off}
                onCheck={() => void checks.check([state.service.name])}
                onEdit={() => setAsking({ change: state.service })}
                onRemove={() => setAsking({ remove: state.service.name })}
              />
            ))}
          </EntryList>
        </div>
      )}
      {asking !== null && 'change' in asking && (
        <ServiceDialog
          entry={asking.change}
          services={services?.map(({ service: { name } }) => name) ?? []}
          secrets={secrets.data?.secrets.map(({ name }) => name) ?? []}
          onClose={close}
          onSaved={() => {
            close()
            refresh()
          }}
        />
      )}
      {asking !== null && 'remove' in asking && <RemoveService name={asking.remove} onClose={close} onRemoved={refresh} />}
    </>
  )
}
