import type { ModelEntry, ModelTest } from '../../engine/contract/model'
import type { SecretInfo, VaultState } from '../../engine/contract/secret'
import { DEFAULT_SETTINGS, type Settings } from '../../engine/contract/settings'
import type { World } from './sample-world'

/** Models, secrets and settings of one page's world; what it saves is there until it is closed. */
interface Kept {
  models: readonly ModelEntry[]
  secrets: readonly SecretInfo[]
  settings: Settings
}

const DAY = 86_400_000

const UNLIMITED = { requestsPerMinute: null, tokensPerMinute: null }

const MODELS: readonly ModelEntry[] = [
  {
    name: 'careful',
    provider: 'anthropic',
    baseUrl: 'https://api.anthropic.com',
    model: 'claude-sonnet-4-5',
    apiKey: 'ANTHROPIC_KEY',
    price: { input: 3, output: 15 },
    requestsPerMinute: 50,
    tokensPerMinute: 40_000,
  },
  {
    name: 'fast-chat',
    provider: 'openai',
    baseUrl: 'https://api.openai.com/v1',
    model: 'gpt-4.1-mini',
    apiKey: 'OPENAI_KEY',
    price: { input: 0.4, output: 1.6 },
    ...UNLIMITED,
  },
  { name: 'house', provider: 'openai', baseUrl: 'https://llm.example.com/v1', model: 'qwen3-32b-instruct', apiKey: 'HOUSE_KEY', price: null, ...UNLIMITED },
  { name: 'local-llama', provider: 'ollama', baseUrl: 'http://localhost:11434', model: 'llama3.2', apiKey: null, price: { input: 0, output: 0 }, ...UNLIMITED },
]

const secret = (name: string, days: number): SecretInfo => ({
  name,
  createdAt: Math.round(Date.now() - days * DAY * 1.4),
  updatedAt: Math.round(Date.now() - days * DAY),
})

const SECRETS = ['ANTHROPIC_KEY', 'BANK_PASSWORD', 'HOUSE_KEY', 'MAIL_PASSWORD', 'OPENAI_KEY'].map((name, i) => secret(name, [3, 41, 0.1, 120, 9][i] ?? 1))

const SETTINGS: Settings = {
  allowedPrivateHosts: ['nas.local', 'localhost:11434'],
  fileRoots: ['/srv/letters'],
  notifications: { failures: true, mutedPipelines: [], quietHours: { from: '22:00', to: '07:00' } },
  email: { host: 'smtp.example.com', port: 587, secure: false, user: 'signalbox', password: 'MAIL_PASSWORD', from: 'Signalbox <signalbox@example.com>' },
  history: { days: 365, runsPerPipeline: 5000 },
}

const worlds = new WeakMap<World, Kept>()

export function keptIn(world: World): Kept {
  const empty = world.pipelines.length === 0
  const kept = worlds.get(world) ?? (empty ? { models: [], secrets: [], settings: DEFAULT_SETTINGS } : { models: MODELS, secrets: SECRETS, settings: SETTINGS })
  worlds.set(world, kept)
  return kept
}

/** In a world that ails, the key is gone; in an empty one, the system has no keyring. */
export function vaultIn(world: World): VaultState {
  if (world.status().health.state !== 'ok') return { protection: 'file', locked: true }
  return { protection: world.pipelines.length === 0 ? 'obfuscated' : 'keychain', locked: false }
}

export function saveModel(world: World, model: ModelEntry, replaces: string | undefined): ModelEntry {
  const kept = keptIn(world)
  kept.models = [...kept.models.filter(({ name }) => name !== model.name && name !== replaces), model].toSorted((a, b) => a.name.localeCompare(b.name))
  return model
}

export function removeModel(world: World, name: string): { removed: true } {
  const kept = keptIn(world)
  kept.models = kept.models.filter((model) => model.name !== name)
  return { removed: true }
}

export function saveSecret(world: World, name: string): SecretInfo {
  const kept = keptIn(world)
  const now = Date.now()
  const saved = { name, createdAt: kept.secrets.find((one) => one.name === name)?.createdAt ?? now, updatedAt: now }
  kept.secrets = [...kept.secrets.filter((one) => one.name !== name), saved].toSorted((a, b) => a.name.localeCompare(b.name))
  return saved
}

export function removeSecret(world: World, name: string): { removed: true } {
  const kept = keptIn(world)
  kept.secrets = kept.secrets.filter((one) => one.name !== name)
  return { removed: true }
}

export function saveSettings(world: World, settings: Settings): Settings {
  keptIn(world).settings = settings
  return settings
}

/** Models in the cloud answer; the one at home is not running. */
export function testModel({ provider, baseUrl, model }: ModelEntry): ModelTest {
  if (baseUrl.includes('localhost'))
    return { ok: false, error: { code: 'connection_failed', message: `Couldn't reach ${new URL(baseUrl).host}: it refused the connection.` } }
  if (model === 'none')
    return {
      ok: false,
      error: {
        code: 'model_refused',
        message: `${new URL(baseUrl).host} refused the request with 404: the model \`none\` does not exist, or you do not have access to it.`,
      },
    }
  const vectors = model.includes('embed')
  return {
    ok: true,
    dimensions: vectors ? 1536 : null,
    reply: vectors ? '' : provider === 'anthropic' ? 'Ready when you are.' : 'Hello!',
    tookMs: 640,
    usage: { inputTokens: 14, outputTokens: 4, estimated: false, usd: 0.000012 },
  }
}
