import { serviceEntry, type ServiceEntry } from '../contract/service'
import type { ReadStores } from '../ports/read-stores'
import type { Secrets } from '../ports/secrets'
import type { Services } from '../ports/services'
import type { Transaction } from '../ports/unit-of-work'
import { Roster } from './roster'

const roster = new Roster<ServiceEntry>({ setting: 'services', noun: 'service', entries: serviceEntry.array(), most: 200, notFound: 'service_not_found', place: 'on the page Services' })

export const readServices = (read: Pick<ReadStores, 'setting'>): Promise<readonly ServiceEntry[]> => roster.read(read)

/** Throws `service_not_found` when there is nothing of the name to replace, `secret_not_found`, `request_invalid`. */
export const saveService = (tx: Transaction, { service, replaces }: { readonly service: ServiceEntry; readonly replaces?: string | undefined }, now: number): Promise<ServiceEntry> =>
  roster.save(tx, { entry: service, replaces }, now)

/** Throws `service_not_found`. */
export const removeService = (tx: Transaction, name: string, now: number): Promise<void> => roster.remove(tx, name, now)

/** The roster as steps and slots use it, read anew each time. */
export function servicesOf({ read, secrets }: { read: Pick<ReadStores, 'setting'>; secrets: Pick<Secrets, 'reveal'> }): Services {
  return {
    all: () => readServices(read),
    async get(name) {
      const { apiKey, ...service } = roster.require(name, await readServices(read))
      return { ...service, key: apiKey === null ? null : await secrets.reveal(apiKey) }
    },
  }
}
