import type { LaneState, PlacedAttempt } from '../../engine/contract/queue'
import type { ServiceCheck, ServiceEntry, ServiceState } from '../../engine/contract/service'
import type { World } from './sample-world'

const MINUTE = 60_000

const service = (name: string, description: string, change: Partial<ServiceEntry> = {}): ServiceEntry => ({
  name,
  description,
  baseUrl: `http://${name.replaceAll('_', '-')}.internal:8080`,
  method: 'POST',
  path: '/run',
  concurrency: 10,
  timeoutMs: 30_000,
  leaseTtlMs: 60_000,
  maxAttempts: 3,
  healthPath: '/health',
  apiKey: null,
  apiKeyHeader: 'INTERNAL_API_KEY',
  poll: null,
  ...change,
})

const well = (tookMs: number, minutesAgo: number): ServiceCheck => ({ ok: true, at: Date.now() - minutesAgo * MINUTE, tookMs, status: 200 })

/** A roster with each kind of health, and one that takes jobs. */
const SERVICES: readonly ServiceState[] = [
  {
    service: service('archive', 'Keeps scanned letters', { baseUrl: 'https://archive.example.com/v1', path: '/letters', apiKey: 'HOUSE_KEY' }),
    lastCheck: well(212, 3),
  },
  {
    service: service('email_notifier', 'Sends e-mail'),
    lastCheck: {
      ok: false,
      at: Date.now() - 2 * MINUTE,
      tookMs: 41,
      status: 503,
      error: { code: 'http_unavailable', message: 'The service "email_notifier" answered with status 503: the mail queue is full' },
    },
  },
  {
    service: service('geocoder', 'Finds places of names', {
      baseUrl: 'https://geo.example.com',
      method: 'GET',
      path: '/search',
      healthPath: null,
      concurrency: 1,
    }),
    lastCheck: null,
  },
  { service: service('prompt_enhancer', 'Makes a good question of a short one', { concurrency: 50 }), lastCheck: null },
  {
    service: service('video_gen', 'Renders films from storyboards, which takes some minutes each', {
      concurrency: 2,
      timeoutMs: 120_000,
      apiKey: 'OPENAI_KEY',
      poll: {
        job: 'job_id',
        statusPath: '/jobs/{id}',
        status: 'status',
        done: ['COMPLETED'],
        failed: ['FAILED', 'EXPIRED'],
        result: 'result.video_url',
        error: 'error.message',
        intervalMs: 5000,
        deadlineMs: 1_800_000,
        cancel: { method: 'POST', path: '/jobs/{id}/cancel' },
      },
    }),
    lastCheck: well(18, 0.4),
  },
]

const worlds = new WeakMap<World, readonly ServiceState[]>()

export const servicesIn = (world: World): readonly ServiceState[] => worlds.get(world) ?? (world.pipelines.length === 0 ? [] : SERVICES)

export function saveService(world: World, saved: ServiceEntry, replaces: string | undefined): ServiceEntry {
  const others = servicesIn(world).filter(({ service: { name } }) => name !== saved.name && name !== replaces)
  worlds.set(
    world,
    [...others, { service: saved, lastCheck: null }].toSorted((a, b) => a.service.name.localeCompare(b.service.name)),
  )
  return saved
}

export function removeService(world: World, name: string): { removed: true } {
  worlds.set(
    world,
    servicesIn(world).filter((state) => state.service.name !== name),
  )
  return { removed: true }
}

/** All are well but for the mailer, which nobody answers for. */
export function checkService(world: World, name: string): ServiceCheck {
  const lastCheck: ServiceCheck =
    name === 'email_notifier'
      ? {
          ok: false,
          at: Date.now(),
          tookMs: 4,
          status: null,
          error: { code: 'connection_failed', message: "Couldn't reach email-notifier.internal:8080: it refused the connection." },
        }
      : well(27, 0)
  worlds.set(
    world,
    servicesIn(world).map((state) => (state.service.name === name ? { ...state, lastCheck } : state)),
  )
  return lastCheck
}

/** The films are rendered by runs of the world's own, two at a time, and more wait. */
export function lanesIn(world: World): readonly LaneState[] {
  const [first, second] = world.runs({ statuses: ['running'] })
  if (first === undefined || second === undefined) return []
  const holders = [first, second].map((run, i): PlacedAttempt => ({
    runId: run.id,
    externalId: run.externalId,
    pipelineName: run.pipelineName,
    stepRunId: run.id,
    stepId: i === 0 ? 'render' : 'trailer',
    itemIndex: i === 0 ? 3 : null,
    attempt: 1,
    priority: 0,
    queue: 'default',
    lane: 'service:video_gen',
    since: Date.now() - (4 - 2 * i) * MINUTE,
  }))
  const lane = { of: 'service' as const, running: 0, queued: 0, oldestSince: null, holders: [], shut: null }
  return servicesIn(world).map(({ service: { name, concurrency } }) => ({
    ...lane,
    lane: `service:${name}`,
    name,
    limit: concurrency,
    ...(name === 'video_gen' && { running: 2, queued: 5, oldestSince: Date.now() - 3 * MINUTE, holders }),
  }))
}
