import * as z from 'zod'
import { command, query } from '../define-api'
import { serviceCheck, serviceEntry, serviceName, serviceState } from '../service'

export const servicesApi = {
  /** The roster, by name, with what each one's last check came to. */
  list: query().output(z.object({ services: z.array(serviceState) })),
  /** Adds an entry, or replaces the one of the same name (or of `replaces`, which may change its name). Throws `service_not_found`, `secret_not_found`, `request_invalid`. */
  save: command('admin').input(z.object({ service: serviceEntry, replaces: serviceName.optional() })).output(serviceEntry),
  /** Throws `service_not_found`. Runs that name it fail from then on. */
  remove: command('admin').input(z.object({ name: serviceName })).output(z.object({ removed: z.literal(true) })),
  /** Calls the health path of a service now and tells what came of it; gives up after 10 s. Throws `service_not_found`, `secret_not_found`, `vault_locked`, and `request_invalid` for one without a health path. */
  check: command('run').input(z.object({ name: serviceName })).output(serviceCheck),
}
