import type { ModelEntry, ModelProvider } from '../../../engine/contract/model'
import { formatUsd } from '../../lib/format-usage'

interface ProviderWords {
  readonly label: string
  readonly hint: string
  readonly baseUrl: string
  /** An example of what it calls its models. */
  readonly example: string
  readonly needsKey: boolean
  /** The name that a new key gets. */
  readonly keyName: string
}

/** What is sensible for each provider until someone says otherwise. */
export const PROVIDERS: Readonly<Record<ModelProvider, ProviderWords>> = {
  openai: {
    label: 'OpenAI-compatible',
    hint: 'OpenAI, and every server that speaks its chat completions: LM Studio, vLLM, llama.cpp, OpenRouter.',
    baseUrl: 'https://api.openai.com/v1',
    example: 'gpt-4.1-mini',
    needsKey: true,
    keyName: 'OPENAI_KEY',
  },
  anthropic: {
    label: 'Anthropic',
    hint: 'Claude, from Anthropic.',
    baseUrl: 'https://api.anthropic.com',
    example: 'claude-sonnet-4-5',
    needsKey: true,
    keyName: 'ANTHROPIC_KEY',
  },
  ollama: {
    label: 'Ollama',
    hint: 'Models that run on this computer, or on one of yours.',
    baseUrl: 'http://localhost:11434',
    example: 'llama3.2',
    needsKey: false,
    keyName: 'OLLAMA_KEY',
  },
}

export const PROVIDER_ORDER: readonly ModelProvider[] = ['openai', 'anthropic', 'ollama']

/** A way to begin. */
export interface Preset {
  readonly title: string
  readonly words: string
  readonly provider: ModelProvider
  readonly name: string
  readonly baseUrl: string
  readonly needsKey: boolean
  /** Costs nothing by the token. */
  readonly free: boolean
}

const preset = (provider: ModelProvider, name: string, title: string, words: string, more: Partial<Preset> = {}): Preset => {
  const { baseUrl, needsKey } = PROVIDERS[provider]
  return { provider, name, title, words, baseUrl, needsKey, free: provider === 'ollama', ...more }
}

export const PRESETS: readonly Preset[] = [
  preset('openai', 'openai', 'OpenAI', 'With a key from platform.openai.com.'),
  preset('anthropic', 'claude', 'Anthropic', 'With a key from console.anthropic.com.'),
  preset('ollama', 'local', 'Ollama, on this computer', 'No key, and nothing leaves the machine.'),
  preset('openai', 'local', 'LM Studio, on this computer', 'Start its server first; no key.', {
    baseUrl: 'http://localhost:1234/v1',
    needsKey: false,
    free: true,
  }),
]

/** `api.openai.com`, `localhost:11434`. */
export const hostOf = ({ baseUrl }: Pick<ModelEntry, 'baseUrl'>): string => (URL.canParse(baseUrl) ? new URL(baseUrl).host : baseUrl)

/** Per million tokens: "$0.40 in, $1.60 out", "free", "no price". */
export function priceWords({ price }: Pick<ModelEntry, 'price'>): string {
  if (price === null) return 'no price'
  if (price.input === 0 && price.output === 0) return 'free'
  return `${formatUsd(price.input)} in, ${formatUsd(price.output)} out per million tokens`
}
