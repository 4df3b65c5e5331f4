import type { ErrorCode } from '../../../engine/contract/errors'
import type { ModelEntry } from '../../../engine/contract/model'
import { hostOf } from './providers'

type Asked = Pick<ModelEntry, 'provider' | 'model' | 'apiKey' | 'baseUrl'>

/** What to look at when a model did not answer. */
export function cureOf(code: ErrorCode, model: Asked): string {
  const host = hostOf(model)
  switch (code) {
    case 'connection_failed':
      return isLocal(host)
        ? `Is ${model.provider === 'ollama' ? 'Ollama' : 'its server'} running at ${host}? Start it, then test again.`
        : `Is ${host} the right address, and does this computer reach it?`
    case 'model_refused':
      return model.apiKey === null
        ? `Look at the model's name, “${model.model}”, and whether a key is asked for.`
        : `Look at the key in ${model.apiKey}, and at the model's name, “${model.model}”.`
    case 'model_unavailable':
      return `${host} is busy or limits how often it is asked. Try again in a minute.`
    case 'timeout':
      return isLocal(host) ? 'A local model may have to be loaded first, which can take longer than 20 s. Try again.' : 'It may be busy. Try again in a minute.'
    case 'model_reply_invalid':
    case 'model_reply_cut':
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

const isLocal = (host: string): boolean => /^(localhost|127\.|\[::1\])/.test(host)
