import type { ErrorInfo } from '../../../engine/contract/errors'
import type { ModelEntry } from '../../../engine/contract/model'
import { hostOf } from './providers'

type Asked = Pick<ModelEntry, 'provider' | 'model' | 'apiKey' | 'baseUrl'>

/** What to look at when the test of a model failed. */
export function cureOf({ code, details }: ErrorInfo, model: Asked): string {
  const host = hostOf(model)
  switch (code) {
    case 'connection_failed':
      return isLocal(host)
        ? `Is ${model.provider === 'ollama' ? 'Ollama' : 'its server'} running at ${host}? Start it, then test again.`
        : `Is ${host} the right address, and does this computer reach it?`
    case 'model_refused':
      return refusalCure(details?.['status'], model)
    case 'model_unavailable':
      return details?.['status'] === 429
        ? `${host} limits how often it is asked. Try again in a minute.`
        : `${host} is busy or in trouble itself. Try again in a minute.`
    case 'model_reply_cut':
      return 'The reply began and then broke off: the connection, or the server behind it, gave up. Try again.'
    case 'timeout':
      return isLocal(host) ? 'A local model may have to be loaded first, which can take longer than 20 s. Try again.' : 'It may be busy. Try again in a minute.'
    case 'model_reply_invalid':
    case 'response_invalid':
      return `What answers at ${host} does not speak as this provider does. Look at the provider, and at the end of the address.`
    case 'address_refused':
      return 'It is a private address. Allow it under Network and files.'
    case 'secret_not_found':
      return 'Choose another key, or enter it anew.'
    case 'vault_locked':
      return 'The section Secrets says how to unlock them.'
    default:
      return 'Nothing was saved or changed by this test.'
  }
}

/** By the HTTP status with which the provider refused. */
function refusalCure(status: unknown, { apiKey, model }: Asked): string {
  switch (status) {
    case 401:
    case 403:
      return apiKey === null ? 'A key is asked for: choose or enter one.' : `The key in ${apiKey} was not accepted. Replace its value, or choose another key.`
    case 402:
    case 429:
      return 'The account has nothing left to spend. Look at its plan and its credit with the provider.'
    case 404:
      return `Look at the model's name, “${model}”, and at the end of the address.`
    default:
      return apiKey === null
        ? `Look at the model's name, “${model}”, and whether a key is asked for.`
        : `Look at the key in ${apiKey}, and at the model's name, “${model}”.`
  }
}

const isLocal = (host: string): boolean => /^(localhost|127\.|\[::1\])/.test(host)
