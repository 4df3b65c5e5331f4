import { json } from '../../contract/json'
import type { Egress } from '../../connectors/egress/egress'
import { withQuery } from '../../connectors/egress/with-query'
import { serviceUrl } from '../../connectors/services/service-address'
import { EngineError } from '../../core/shared/engine-error'
import type { Services } from '../../ports/services'
import type { StepKind, StepOutcome } from '../../ports/step-kind'
import { defineStep } from '../define-step'
import { rosterLane } from '../roster-lane'
import { callOffTaken, followJob, serviceOfJob } from './follow-job'
import { type Asking, ServiceCaller } from './service-caller'
import { type ServiceConfig, serviceConfig } from './service-config'

export interface ServiceDeps {
  readonly services: Services
  readonly egress: Egress
}

const DAY_MS = 24 * 3_600_000
/** Of what a service says to a cancel. */
const CALL_OFF_BYTES = 64 * 1024

export const serviceStep = ({ services, egress }: ServiceDeps): StepKind<ServiceConfig> =>
  defineStep({
    kind: 'service',
    title: 'Call a service',
    summary:
      'Calls a service of the roster and gives out what it answers: the value of its JSON, or text. The roster says where the service is, which key it gets, how many attempts may call it at the same time, how long a call may take and how often a step may try. A service that works on jobs is asked how its job stands until it is done, and is told when the run is cancelled. Busy or failing services (408, 425, 429, 5xx), lost connections and silence are tried again, no sooner than the service asks; other statuses fail at once. Every attempt carries the same `Idempotency-Key`, by which a service that heeds it knows a job that it has already.',
    example: `- id: enhance
  uses: service
  with:
    service: prompt_enhancer
    body: { prompt: "A plan for \${{ inputs.document }}" }`,
    config: serviceConfig,
    output: json.describe('What the service answered: the value of its JSON, text, or null for nothing. Of a job, its result.'),
    // Its own limits are those of the roster.
    defaults: { timeoutMs: DAY_MS, queue: 'default', onLost: 'retry' },
    noExpressions: ['service'],
    secretsIn: ['query', 'headers', 'body'],
    ...rosterLane({ of: 'service', key: 'service' }),
    run: async (config, context) => {
      const service = await services.get(config.service)
      context.signal.throwIfAborted()
      return call(new ServiceCaller(egress, service, context, config.max_bytes), config)
    },
    callOff: async (job, context) => callOffTaken(new ServiceCaller(egress, await services.get(serviceOfJob(job)), context, CALL_OFF_BYTES), job),
  })

async function call(caller: ServiceCaller, config: ServiceConfig): Promise<StepOutcome> {
  const { service } = caller
  const asking = submission(config, caller)
  const answer = await caller.ask(asking)
  if ('failure' in answer) return answer.failure
  return service.poll === null ? { kind: 'succeeded', output: answer.value } : followJob(caller, service.poll, answer.value)
}

function submission(config: ServiceConfig, { service, context }: ServiceCaller): Asking {
  const { body } = config
  const headers: Record<string, string> = Object.fromEntries(Object.entries(config.headers).map(([name, value]) => [name.toLowerCase(), value]))
  for (const name of ['idempotency-key', ...(service.key === null ? [] : [service.apiKeyHeader.toLowerCase()])]) {
    if (Object.hasOwn(headers, name)) throw new EngineError('step_config_invalid', `The header ${name} cannot be given in \`with\`: Signalbox sets it for the service "${service.name}".`)
  }
  return {
    method: config.method ?? service.method,
    url: withQuery(serviceUrl(service, config.path ?? service.path), config.query),
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers, 'idempotency-key': context.idempotencyKey },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }
}
